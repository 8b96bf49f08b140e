package dev.assay.portal.articles;

/** An article file that cannot be shown; the message names the file, what is wrong and what to change. */
public final class ArticleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ArticleException(String message) {
        super(message);
    }

    public ArticleException(String message, Throwable cause) {
        super(message, cause);
    }
}
