package dev.assay.portal.articles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DialectTest {
    private static final String MATTER = """
            ---
            title: "Bits"
            summary: "What {{n}} bits cost."
            order: 2
            constants:
              - n = 8
              - levels = 2^n   # steps of a byte
            sources:
              - A. Author (2017). A title. <https://example.org/a?b=c>
              - B. Author (1990). A book.
            ---

            """;
    private static final String QUESTION = """
            ```question
            id: levels
            ask: How many **levels** have {{n}} bits?
            answer: levels
            tolerance: 1%
            unit: levels
            hint: Each bit doubles.
            why: $2^{8}$ is {{levels}},
              which is all.
            ```
            """;

    private static Article render(String body) {
        return ArticleRenderer.render(
                "bits", MATTER + body, id -> id.equals("C20") ? Optional.of("A \"quarter\"") : Optional.empty());
    }

    @Test
    void numbersAreComputedWhereTheyStand() {
        Article article = render("""
                So {{levels}} and {{levels/3 | 0.00}}, $x = {{-1000*n | ,0}}$ and `{{n}}`.

                | a | b |
                |---|---|
                | {{n*2}} | {{1/n | 0.0%}} |
                """);
        assertThat(article.summary()).isEqualTo("What 8 bits cost.");
        assertThat(article.html())
                .contains("So <span class=\"computed\" title=\"levels\">256</span>")
                .contains(">85.33</span>")
                .contains("-8{,}000</code>")
                .contains("<code>8</code>")
                .contains(">16</span></td>")
                .contains(">12.5\u00a0%</span></td>");
        assertThat(article.markdown()).contains("So 256 and 85.33").doesNotContain("{{");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{unknown}}", "{{1/3}}", "{{1/0 | 0}}", "{{n", "{{n | sideways}}", "`{{nope}}`"})
    void anExpressionThatFailsStopsTheArticle(String text) {
        assertThatThrownBy(() -> render("Now " + text + " here."))
                .isInstanceOf(ArticleException.class)
                .hasMessageContaining("bits");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "cost $a_b^2$ x; a_b^2",
                "cost $$E = mc^2$$; E = mc^2",
                "a $\\frac{a}{b_{k}}$; \\frac{a}{b_{k}}",
                "($x$); x"
            })
    void formulasKeepTheirSource(String text, String tex) {
        Article article = render(text);
        assertThat(article.formulas()).isTrue();
        assertThat(article.html().replace("&#61;", "="))
                .contains(tex + "</code>")
                .contains("class=\"math");
    }

    @ParameterizedTest
    @ValueSource(strings = {"from $5 to $8", "it costs $ 5 and $ 6", "a \\$x\\$ b", "`$x$`", "$ x$", "only $x"})
    void pricesAreNoFormulas(String text) {
        Article article = render(text);
        assertThat(article.formulas()).isFalse();
        assertThat(article.html()).doesNotContain("class=\"math");
    }

    @Test
    void aChipLeadsToItsClaim() {
        assertThat(render("So [[claim:C20]], [link](/x).").html())
                .contains("class=\"claim-chip\"")
                .contains("href=\"/claims/C20\"")
                .contains("title=\"A &#34;quarter&#34;\"")
                .contains("href=\"/x\"");
        assertThatThrownBy(() -> render("[[claim:C99]]")).hasMessageContaining("C99");
    }

    @Test
    void aQuotationBecomesARemark() {
        assertThat(render("> [!WARNING]\n> Not *so*.\n>\n> At all.\n").html())
                .contains("<div class=\"callout warning\">")
                .contains("<p>Not <em>so</em>.</p>")
                .doesNotContain("[!")
                .doesNotContain("<blockquote>");
        assertThat(render("> Plain.\n").html()).contains("<blockquote>");
        assertThatThrownBy(() -> render("> [!SHOUT]\n> x\n")).hasMessageContaining("SHOUT");
    }

    @Test
    void footnotesAndSourcesKeepTheirLinks() {
        Article article = render("Said[^a].\n\n[^a]: By whom.\n");
        assertThat(article.html())
                .contains("href=\"#fn-a\"")
                .contains("id=\"fn-a\"")
                .contains("By whom.");
        assertThat(article.sources())
                .containsExactly(
                        new Article.Source("A. Author (2017). A title.", "https://example.org/a?b=c"),
                        new Article.Source("B. Author (1990). A book.", null));
    }

    @Test
    void aFigureIsAPictureWithItsNumbers() {
        Article article = render("""
                ```figure
                title: Cost of <bits>
                x: bits
                y: levels
                log: y
                series: plain = 2^x
                series: less = 2^x - 1
                range: 1, 8, 1
                ```
                """);
        assertThat(article.html())
                .contains("role=\"img\"")
                .contains("Cost of &lt;bits&gt;")
                .contains("<polyline class=\"c-line s1\"")
                .contains("<td align=\"right\">255</td>")
                .doesNotContain("style=")
                .doesNotContain("NaN");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "title: t\nseries: a\nrow: 1; 2\n",
                "title: t\nseries: a\nrow: 1; 2\nrow: 2; 2; 3\n",
                "title: t\nseries: a = nope*x\nrange: 0, 1, 0.5\n",
                "title: t\nseries: a = x\nlog: y\nrange: 0, 1, 0.5\n",
                "series: a = x\nrange: 0, 1, 0.5\n",
                "title: t\ncolour: red\nseries: a = x\nrange: 0, 1, 0.5\n",
                "title: t\nseries: a = x\nrange: 0, 1\n",
                "nonsense\n"
            })
    void aFigureThatCannotBeDrawnStopsTheArticle(String lines) {
        assertThatThrownBy(() -> render("```figure\n" + lines + "```\n"))
                .isInstanceOf(ArticleException.class)
                .hasMessageContaining("figure");
    }

    @Test
    void theSolutionIsHiddenUntilAnAnswerComes() {
        Article article = render(QUESTION);
        assertThat(article.html())
                .contains("How many <strong>levels</strong> have 8 bits?")
                .doesNotContain("which is all");
        assertThat(article.html(Map.of("q-levels", "256")))
                .contains("Right: 256 levels.")
                .contains("which is all");
        assertThat(article.html(Map.of("q-levels", "2.58e2"))).contains("Right: 256 levels.");
        assertThat(article.html(Map.of("q-levels", "512")))
                .contains("2 times too large")
                .contains("which is all");
        assertThat(article.html(Map.of("show", "levels")))
                .contains("The answer is 256 levels.")
                .contains("which is all");
        assertThat(article.html(Map.of("q-levels", "many")))
                .contains("not a number")
                .doesNotContain("which is all");
        assertThat(article.html(Map.of("q-levels", "\"><script>alert(1)</script>")))
                .doesNotContain("<script")
                .contains("not a number");
    }

    @Test
    void aChoiceIsGraded() {
        Article article = render("""
                ```question
                id: which
                ask: Which?
                - this
                + that
                why: Because.
                ```
                """ + QUESTION);
        assertThat(article.html(Map.of("q-which", "1"))).contains("Right.").contains("Because.");
        assertThat(article.html(Map.of("q-which", "0")))
                .contains("No. The answer: that")
                .contains("Because.");
        assertThat(article.html(Map.of("q-which", "7")))
                .contains("none of the choices")
                .doesNotContain("Because.");
        assertThat(article.html(Map.of("q-which", "1", "path", "p", "q-levels", "3")))
                .contains("name=\"path\" value=\"p\"")
                .contains("name=\"q-levels\" value=\"3\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id: a\nask: x\nwhy: y\n",
                "id: a\nask: x\nanswer: nope\nwhy: y\n",
                "id: a\nask: x\n- one\n- two\nwhy: y\n",
                "id: a\nask: x\n+ one\nwhy: y\n",
                "id: A b\nask: x\nanswer: 1\nwhy: y\n",
                "id: a\nask: x\nanswer: 1\n"
            })
    void aQuestionThatCannotBeGradedStopsTheArticle(String lines) {
        assertThatThrownBy(() -> render("```question\n" + lines + "```\n"))
                .isInstanceOf(ArticleException.class)
                .hasMessageContaining("question");
    }

    @Test
    void listingsAndDisplayFencesAreTold() {
        assertThat(render("```python\nx = 1\n```\n").code()).isTrue();
        assertThat(render("```\nx = 1\n```\n").code()).isFalse();
        assertThat(render("```math\nx^2\n```\n").html()).contains("class=\"math display\">x^2</code>");
    }

    @Test
    void whatIsReservedForMarksCannotBeTyped() {
        assertThat(render("a \ue000" + "0\ue001 b \ue002" + "0\ue003").html()).contains("a 0 b 0");
    }
}
