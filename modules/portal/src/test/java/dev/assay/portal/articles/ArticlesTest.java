package dev.assay.portal.articles;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArticlesTest {
    private final Articles articles = new Articles();

    @Test
    void everyArticleOfTheBuildIsWholeAndComputed() {
        assertThat(articles.list()).hasSizeGreaterThanOrEqualTo(13);
        for (Article article : articles.list()) {
            assertThat(article.headings()).as(article.slug()).hasSizeGreaterThanOrEqualTo(4);
            assertThat(article.topics()).as(article.slug()).isNotEmpty();
            assertThat(article.sources()).as(article.slug()).isNotEmpty();
            assertThat(article.questions()).as(article.slug()).isNotEmpty();
            assertThat(article.published()).as(article.slug()).isNotNull();
            assertThat(article.minutes()).as(article.slug()).isBetween(4, 15);
            assertThat(article.html())
                    .as(article.slug())
                    .contains("class=\"computed\"")
                    .doesNotContain("{{")
                    .doesNotContain("NaN")
                    .doesNotContainPattern("[\\ue000-\\ue00f]")
                    .doesNotContain("[[claim")
                    .doesNotContain("[!")
                    .hasSizeGreaterThan(5000);
            for (Question question : article.questions()) {
                assertThat(article.html(Map.of("show", question.id())))
                        .as(article.slug() + " " + question.id())
                        .contains(question.why());
            }
        }
    }

    @Test
    void prerequisitesExistAndNeverLeadBack() {
        for (Article article : articles.list()) {
            Set<String> before = new LinkedHashSet<>();
            collect(article, before);
            assertThat(before).as(article.slug()).doesNotContain(article.slug());
        }
    }

    private void collect(Article article, Set<String> before) {
        for (String slug : article.prerequisites()) {
            Article first =
                    articles.find(slug).orElseThrow(() -> new AssertionError(article.slug() + " needs " + slug));
            if (before.add(slug)) {
                collect(first, before);
            }
        }
    }

    @Test
    void everyArticleIsInAReadingPathAndPrerequisitesComeFirst() {
        for (Article article : articles.list()) {
            assertThat(articles.pathsOf(article)).as(article.slug()).isNotEmpty();
        }
        for (ReadingPath path : articles.paths()) {
            Map<String, Integer> parts = new HashMap<>();
            path.articles().forEach(article -> parts.put(article.slug(), path.part(article)));
            for (Article article : path.articles()) {
                assertThat(article.prerequisites())
                        .as(path.slug() + ": " + article.slug())
                        .allSatisfy(
                                slug -> assertThat(parts.getOrDefault(slug, 0)).isLessThan(path.part(article)));
            }
        }
    }

    @Test
    void beforeAndAfterAreInverse() {
        assertThat(articles.paths()).hasSizeGreaterThanOrEqualTo(3);
        for (ReadingPath path : articles.paths()) {
            List<Article> parts = path.articles();
            assertThat(path.before(parts.get(0))).isEmpty();
            assertThat(path.after(parts.get(parts.size() - 1))).isEmpty();
            for (Article part : parts) {
                path.after(part).ifPresent(next -> assertThat(path.before(next)).contains(part));
                path.before(part).ifPresent(last -> assertThat(path.after(last)).contains(part));
            }
            assertThat(path.minutes())
                    .isEqualTo(parts.stream().mapToInt(Article::minutes).sum());
        }
    }

    @Test
    void anUnknownNameIsNothing() {
        assertThat(articles.find("../../etc/passwd")).isEmpty();
        assertThat(articles.path("../index")).isEmpty();
        assertThat(articles.find("quantization")).isPresent();
    }
}
