package dev.assay.portal.articles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArticleRendererTest {
    private static final String MATTER = """
            ---
            title: "Bits: a story"
            summary: "What a bit costs."
            order: 2
            ---

            """;

    private static Article render(String body) {
        return ArticleRenderer.render("bits", MATTER + body, ArticleRendererTest::claim);
    }

    private static Article whole(String text) {
        return ArticleRenderer.render("bits", text, ArticleRendererTest::claim);
    }

    private static Optional<String> claim(String id) {
        return id.equals("C20") ? Optional.of("A \"quarter\" of the size") : Optional.empty();
    }

    @Test
    void readsTheFrontMatterAndKeepsItOutOfTheText() {
        Article article = render("Hello.");
        assertThat(article.title()).isEqualTo("Bits: a story");
        assertThat(article.summary()).isEqualTo("What a bit costs.");
        assertThat(article.minutes()).isEqualTo(1);
        assertThat(article.order()).isEqualTo(2);
        assertThat(article.trial()).isNull();
        assertThat(article.html()).isEqualToIgnoringNewLines("<p>Hello.</p>");
    }

    @Test
    void headingsGetDistinctFragmentsAndATableOfContents() {
        Article article = render("## What `int8` does\n\ntext\n\n### Detail\n\n## What `int8` does\n");
        assertThat(article.headings())
                .containsExactly(
                        new Article.Heading("what-int8-does", "What int8 does"),
                        new Article.Heading("what-int8-does-1", "What int8 does"));
        assertThat(article.html()).contains("<h2 id=\"what-int8-does\">").contains("<h2 id=\"what-int8-does-1\">");
    }

    @Test
    void tablesKeepTheirAlignmentAndScrollInTheirOwnBox() {
        Article article = render("| a | b |\n|---|---:|\n| x | 1 |\n");
        assertThat(article.html())
                .contains("class=\"table-scroll\"")
                .contains("<th align=\"right\">b</th>")
                .contains("<td align=\"right\">1</td>");
    }

    @Test
    void theExperimentBecomesALinkToThePrefilledForm() {
        Article article = whole("""
                ---
                title: t
                summary: s
                order: 1
                experiment: "model=digits-mlp&scheme=fp32"
                experiment_title: "Try it"
                experiment_text: "Press Run."
                ---
                text
                """);
        assertThat(article.trial())
                .isEqualTo(new Article.Trial("Try it", "Press Run.", "model=digits-mlp&scheme=fp32"));
        assertThat(article.trial().href()).isEqualTo("/experiments/new?model=digits-mlp&scheme=fp32");
    }

    @Test
    void anExperimentThatIsNoQueryStringIsRefused() {
        assertThatThrownBy(() -> whole("""
                ---
                title: t
                summary: s
                order: 1
                experiment: "model=x\\" onclick=alert(1)"
                ---
                """))
                .isInstanceOf(ArticleException.class)
                .hasMessageContaining("unusable experiment");
    }

    @Test
    void aMissingKeyIsNamed() {
        assertThatThrownBy(() -> whole("---\ntitle: t\n---\ntext"))
                .isInstanceOf(ArticleException.class)
                .hasMessageContaining("bits")
                .hasMessageContaining("no summary");
    }

    @Test
    void aNumberThatIsNoneIsNamed() {
        assertThatThrownBy(() -> whole("---\ntitle: t\nsummary: s\norder: soon\n---\n"))
                .isInstanceOf(ArticleException.class)
                .hasMessageContaining("unusable order");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "<img src=x onerror=alert(1)>",
                "<svg><script>alert(1)</script></svg>",
                "<iframe src=\"https://example.org\"></iframe>",
                "<a href=\"javascript:alert(1)\">x</a>",
                "[x](javascript:alert(1))",
                "[x](JaVaScRiPt&#58;alert(1))",
                "[x](data:text/html;base64,PHNjcmlwdD4=)",
                "<h2 id=\"x\" onmouseover=\"alert(1)\" style=\"position:fixed\">y</h2>",
                "<form action=\"/x\"><input name=a></form>",
                "<style>body{display:none}</style>",
                "<math><mtext><table><mglyph><style><img src onerror=alert(1)>",
                "<div class=\"run-bar\">covers the page</div>",
                "## <img src=x onerror=alert(1)>",
                "```\n</code></pre><script>alert(1)</script>\n```",
                "| <script>alert(1)</script> |\n|---|\n| <b onclick=alert(1)>x</b> |"
            })
    void nothingActiveSurvives(String attack) {
        String html = render(attack + "\n\nafter").html();
        assertThat(html)
                .doesNotContainIgnoringCase("<script")
                .doesNotContainIgnoringCase("<img")
                .doesNotContainIgnoringCase("<svg")
                .doesNotContainIgnoringCase("<iframe")
                .doesNotContainIgnoringCase("<form")
                .doesNotContainIgnoringCase("<input")
                .doesNotContainIgnoringCase("<style")
                .doesNotContainIgnoringCase("style=")
                .doesNotContainIgnoringCase("run-bar")
                .doesNotContainPattern("(?i)<[^>]*\\son[a-z]+\\s*=")
                .doesNotContainPattern("(?i)href=\"\\s*(javascript|data):");
    }

    @Test
    void anIdCannotClaimANameOutsideTheAllowedAlphabet() {
        assertThat(render("<h2 id=\"X y'\">t</h2>").html()).doesNotContain("id=");
    }
}
