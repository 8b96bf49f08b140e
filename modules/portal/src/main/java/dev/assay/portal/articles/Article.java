package dev.assay.portal.articles;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rendered article.
 *
 * @param slug     its name in URLs and the name of its file
 * @param summary  one or two sentences for lists and for the top of the page
 * @param minutes  how long reading takes
 * @param order    its place in the reading list, smallest first
 * @param html     the body; sanitized, safe to write unescaped
 * @param headings the sections, for a table of contents
 * @param trial    the experiment that the article ends in, or null
 */
public record Article(
        String slug,
        String title,
        String summary,
        int minutes,
        int order,
        String html,
        List<Heading> headings,
        @Nullable Trial trial) {

    public Article {
        headings = List.copyOf(headings);
    }

    /** A section heading and the fragment that leads to it. */
    public record Heading(String id, String text) {}

    /**
     * A prefilled experiment.
     *
     * @param query the query string of the experiment form, without the question mark
     */
    public record Trial(String title, String text, String query) {
        /** The address of the prefilled form. */
        public String href() {
            return "/experiments/new?" + query;
        }
    }
}
