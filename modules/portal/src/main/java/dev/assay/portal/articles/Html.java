package dev.assay.portal.articles;

/** Text inside HTML. */
final class Html {
    private Html() {}

    /** The text with the five characters escaped that mean something in HTML. */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
