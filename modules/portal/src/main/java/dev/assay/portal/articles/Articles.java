package dev.assay.portal.articles;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The articles that come with the portal, in reading order. Rendered at first use and kept. */
@ApplicationScoped
public class Articles {
    private static final String FOLDER = "/assay/articles/";

    private volatile List<Article> cached = List.of();

    /** All articles, in reading order. */
    public List<Article> list() {
        List<Article> known = cached;
        if (known.isEmpty()) {
            known = read("index.txt")
                    .lines()
                    .map(String::strip)
                    .filter(slug -> !slug.isEmpty())
                    .map(slug -> ArticleRenderer.render(slug, read(slug + ".md")))
                    .sorted(Comparator.comparingInt(Article::order).thenComparing(Article::slug))
                    .toList();
            cached = known;
        }
        return known;
    }

    /** The article of that name, if there is one. */
    public Optional<Article> find(String slug) {
        return list().stream().filter(article -> article.slug().equals(slug)).findFirst();
    }

    /** The article to read after this one, if there is one. */
    public Optional<Article> after(Article article) {
        List<Article> all = list();
        int next = all.indexOf(article) + 1;
        return next < all.size() ? Optional.of(all.get(next)) : Optional.empty();
    }

    private static String read(String name) {
        try (InputStream in = Articles.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new ArticleException("The file " + FOLDER + name
                        + " is not part of this build, so no article can be shown; rebuild the content module.");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ArticleException(
                    "The file " + FOLDER + name + " could not be read, so no article can be shown; rebuild the portal.",
                    e);
        }
    }
}
