package dev.assay.portal.articles;

import java.util.List;
import java.util.Optional;

/**
 * Articles in an order that somebody chose.
 *
 * @param slug     its name in URLs
 * @param audience whom it is for, in one sentence
 * @param html     an introduction; sanitized
 * @param articles the parts in order
 */
public record ReadingPath(
        String slug, String title, String summary, String audience, int order, String html, List<Article> articles) {
    public ReadingPath {
        articles = List.copyOf(articles);
    }

    /** How long all parts take together. */
    public int minutes() {
        return articles.stream().mapToInt(Article::minutes).sum();
    }

    /** Which part an article is, from 1; 0 when it is none. */
    public int part(Article article) {
        return articles.indexOf(article) + 1;
    }

    /** The part before an article. */
    public Optional<Article> before(Article article) {
        int part = part(article);
        return part > 1 ? Optional.of(articles.get(part - 2)) : Optional.empty();
    }

    /** The part after an article. */
    public Optional<Article> after(Article article) {
        int part = part(article);
        return part > 0 && part < articles.size() ? Optional.of(articles.get(part)) : Optional.empty();
    }
}
