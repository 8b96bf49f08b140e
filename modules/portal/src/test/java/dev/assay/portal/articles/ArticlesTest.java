package dev.assay.portal.articles;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;

class ArticlesTest {
    private final Articles articles = new Articles();

    @Test
    void everyArticleOfTheBuildRendersAndEndsInAnExperiment() {
        assertThat(articles.list()).extracting(Article::slug).containsExactly("quantization", "choosing-hardware");
        for (Article article : articles.list()) {
            assertThat(article.headings()).hasSizeGreaterThanOrEqualTo(4);
            assertThat(article.html())
                    .contains("<table>")
                    .doesNotContain("&lt;table")
                    .hasSizeGreaterThan(5000);
            assertThat(Objects.requireNonNull(article.trial()).href())
                    .startsWith("/experiments/new?model=")
                    .contains("&scheme=fp32");
        }
    }

    @Test
    void theReadingOrderIsFollowedToItsEnd() {
        Article first = articles.list().get(0);
        Article second = articles.after(first).orElseThrow();
        assertThat(second.slug()).isEqualTo("choosing-hardware");
        assertThat(articles.after(second)).isEmpty();
    }

    @Test
    void anUnknownNameIsNoArticle() {
        assertThat(articles.find("../../etc/passwd")).isEmpty();
        assertThat(articles.find("quantization")).isPresent();
    }
}
