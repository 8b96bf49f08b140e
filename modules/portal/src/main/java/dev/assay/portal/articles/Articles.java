package dev.assay.portal.articles;

import dev.assay.guidance.claims.Claim;
import dev.assay.guidance.claims.ClaimLedger;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The articles and reading paths that come with the portal. Rendered at first use and kept. */
@ApplicationScoped
public class Articles {
    private static final String ARTICLES = "/assay/articles/";
    private static final String PATHS = "/assay/paths/";

    private record Library(List<Article> articles, List<ReadingPath> paths) {}

    private volatile @Nullable Library cached;

    /** All articles, in reading order. */
    public List<Article> list() {
        return library().articles();
    }

    /** All reading paths, in order. */
    public List<ReadingPath> paths() {
        return library().paths();
    }

    /** The article of that name, if there is one. */
    public Optional<Article> find(String slug) {
        return list().stream().filter(article -> article.slug().equals(slug)).findFirst();
    }

    /** The reading path of that name, if there is one. */
    public Optional<ReadingPath> path(String slug) {
        return paths().stream().filter(path -> path.slug().equals(slug)).findFirst();
    }

    /** The reading paths that an article is part of, in order. */
    public List<ReadingPath> pathsOf(Article article) {
        return paths().stream().filter(path -> path.part(article) > 0).toList();
    }

    /** The topics of all articles by the alphabet. */
    public List<String> topics() {
        return list().stream()
                .flatMap(article -> article.topics().stream())
                .distinct()
                .sorted()
                .toList();
    }

    private Library library() {
        Library known = cached;
        if (known == null) {
            Map<String, String> claims =
                    ClaimLedger.bundled().claims().stream().collect(Collectors.toMap(Claim::id, Claim::title));
            Function<String, Optional<String>> titles = id -> Optional.ofNullable(claims.get(id));
            List<Article> articles = slugs(ARTICLES)
                    .map(slug -> ArticleRenderer.render(slug, read(ARTICLES + slug + ".md"), titles))
                    .sorted(Comparator.comparingInt(Article::order).thenComparing(Article::slug))
                    .toList();
            List<ReadingPath> paths = slugs(PATHS)
                    .map(slug -> PathReader.read(slug, read(PATHS + slug + ".md"), articles))
                    .sorted(Comparator.comparingInt(ReadingPath::order))
                    .toList();
            known = new Library(articles, paths);
            cached = known;
        }
        return known;
    }

    private static Stream<String> slugs(String folder) {
        return read(folder + "index.txt").lines().map(String::strip).filter(slug -> !slug.isEmpty());
    }

    private static String read(String file) {
        try (InputStream in = Articles.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new ArticleException("The file " + file
                        + " is not part of this build, so no article can be shown; rebuild the content module.");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ArticleException(
                    "The file " + file + " could not be read, so no article can be shown; rebuild the portal.", e);
        }
    }
}
