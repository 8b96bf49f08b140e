package dev.assay.portal.articles;

import java.util.List;

/** Reads the file of a reading path: front matter with {@code articles} in order, and an introduction. */
final class PathReader {
    private PathReader() {}

    /**
     * Reads one file.
     *
     * @throws ArticleException when it names no articles, or one that does not exist
     */
    static ReadingPath read(String slug, String markdown, List<Article> known) {
        ArticleRenderer.Page page = ArticleRenderer.page(slug, markdown);
        FrontMatter matter = page.matter();
        List<Article> articles = matter.list("articles").stream()
                .map(name -> known.stream()
                        .filter(article -> article.slug().equals(name))
                        .findFirst()
                        .orElseThrow(() -> matter.unusable("articles", "existing articles instead of '" + name + "'")))
                .distinct()
                .toList();
        if (articles.size() < 2) {
            throw matter.unusable("articles", "at least two lines such as '  - tokenization'");
        }
        return new ReadingPath(
                slug,
                matter.required("title"),
                matter.required("summary"),
                matter.required("audience"),
                matter.number("order"),
                page.html(),
                articles);
    }
}
