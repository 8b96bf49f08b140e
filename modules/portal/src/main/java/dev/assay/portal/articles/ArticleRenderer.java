package dev.assay.portal.articles;

import dev.assay.portal.articles.Article.Heading;
import dev.assay.portal.articles.Article.Piece;
import dev.assay.portal.articles.Article.Source;
import dev.assay.portal.articles.Article.Trial;
import dev.assay.portal.articles.Dialect.Chip;
import dev.assay.portal.articles.Dialect.Formula;
import dev.assay.portal.articles.Dialect.Placed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.commonmark.Extension;
import org.commonmark.ext.footnotes.FootnotesExtension;
import org.commonmark.ext.front.matter.YamlFrontMatterExtension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.IdGenerator;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.AttributeProvider;
import org.commonmark.renderer.html.HtmlRenderer;
import org.jspecify.annotations.Nullable;

/**
 * Markdown of the dialect (docs/articles.md) to an {@link Article}. Pure: the same text always gives the same article.
 * The HTML goes through an allow-list after rendering, so whatever the Markdown contains (raw HTML included), no script,
 * style, frame, form or event handler reaches a reader. Figures and questions are written by this package from data and
 * take their places afterwards.
 */
public final class ArticleRenderer {
    private static final List<Extension> EXTENSIONS = List.of(
            TablesExtension.create(), YamlFrontMatterExtension.create(), FootnotesExtension.create(), Dialect.create());
    private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();

    private static final Pattern QUERY = Pattern.compile("[A-Za-z0-9._~=&%-]*");
    private static final Pattern PLACE =
            Pattern.compile("<div>" + Dialect.PLACE_OPEN + "(\\d+)" + Dialect.PLACE_CLOSE + "</div>");
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern SOURCE = Pattern.compile("(.*?)\\s*<(https://[^\\s<>\"]+)>\\s*");
    private static final double WORDS_PER_MINUTE = 170;

    private ArticleRenderer() {}

    /** A text with its front matter and nothing that needs a place of its own. */
    record Page(FrontMatter matter, String html) {}

    /**
     * Renders one file.
     *
     * @param slug     the file's name without extension
     * @param markdown the file's text
     * @param claims   the title of a claim by its id
     * @throws ArticleException when a key of the front matter is missing or unusable, an expression cannot be computed, a
     *                          figure or question cannot be made, or a claim does not exist
     */
    public static Article render(String slug, String markdown, Function<String, Optional<String>> claims) {
        Map<String, Double> constants =
                FrontMatter.of(slug, PARSER.parse(markdown)).constants();
        Computed computed = Computed.of(slug, markdown, constants);
        String plain = computed.plain(computed.text());
        FrontMatter matter = FrontMatter.of(slug, PARSER.parse(plain));

        Node document = PARSER.parse(computed.text());
        Nodes.resolve(document, computed);
        Nodes.callouts(slug, document);
        chips(slug, document, claims);
        List<Piece> placed = place(slug, document, constants, claims);
        HeadingIds ids = new HeadingIds();
        document.accept(ids);
        String safe = framed(ArticlePolicy.sanitize(html(document, ids)));
        return new Article(
                slug,
                matter.required("title"),
                matter.required("summary"),
                minutes(document),
                matter.number("order"),
                matter.list("topics"),
                matter.list("prerequisites"),
                matter.list("sources").stream().map(ArticleRenderer::source).toList(),
                pieces(safe, placed),
                ids.sections,
                trial(matter),
                matter.date("published"),
                matter.date("reviewed"),
                !Nodes.all(document, Formula.class).isEmpty() || placed.stream().anyMatch(ArticleRenderer::hasFormula),
                Nodes.all(document, FencedCodeBlock.class).stream()
                        .anyMatch(block -> !block.getInfo().isBlank()),
                plain);
    }

    /** Renders a text that has neither figures nor questions. */
    static Page page(String slug, String markdown) {
        Node document = PARSER.parse(markdown);
        FrontMatter matter = FrontMatter.of(slug, document);
        return new Page(matter, ArticlePolicy.sanitize(html(document, new HeadingIds())));
    }

    private static String html(Node document, HeadingIds ids) {
        return HtmlRenderer.builder()
                .extensions(EXTENSIONS)
                .attributeProviderFactory(context -> ids)
                .build()
                .render(document);
    }

    private static void chips(String slug, Node document, Function<String, Optional<String>> claims) {
        Nodes.chips(document);
        for (Chip chip : Nodes.all(document, Chip.class)) {
            chip.title = claims.apply(chip.claim)
                    .orElseThrow(() -> new ArticleException("The article " + slug + " names the claim " + chip.claim
                            + ", which the ledger does not have; correct the id."));
        }
    }

    /** Takes figures and questions out of the tree, leaving their places. */
    private static List<Piece> place(
            String slug, Node document, Map<String, Double> constants, Function<String, Optional<String>> claims) {
        List<Piece> placed = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        int figures = 0;
        for (FencedCodeBlock block : Nodes.all(document, FencedCodeBlock.class)) {
            String kind = block.getInfo() == null ? "" : block.getInfo().strip();
            if (kind.equals("figure")) {
                Figure figure = Figure.read(slug, block.getLiteral(), constants);
                placed.add(new Piece(FigureSvg.html(figure, ++figures), null));
            } else if (kind.equals("question")) {
                Question question =
                        Question.read(slug, block.getLiteral(), constants, text -> inline(slug, text, claims));
                if (!ids.add(question.id())) {
                    throw new ArticleException("The article " + slug + " asks two questions called " + question.id()
                            + "; give each its own id.");
                }
                placed.add(new Piece("", question));
            } else if (kind.equals("math")) {
                Paragraph paragraph = new Paragraph();
                paragraph.appendChild(new Formula(block.getLiteral().strip(), true));
                block.insertBefore(paragraph);
                block.unlink();
                continue;
            } else {
                continue;
            }
            block.insertBefore(new Placed(placed.size() - 1));
            block.unlink();
        }
        return placed;
    }

    /** Markdown inside a block of data, without its paragraph. */
    private static String inline(String slug, String text, Function<String, Optional<String>> claims) {
        Node document = PARSER.parse(text);
        chips(slug, document, claims);
        String html = ArticlePolicy.sanitize(html(document, new HeadingIds())).strip();
        return html.startsWith("<p>") && html.endsWith("</p>") && html.indexOf("<p>", 1) < 0
                ? html.substring(3, html.length() - 4)
                : html;
    }

    private static List<Piece> pieces(String safe, List<Piece> placed) {
        List<Piece> pieces = new ArrayList<>();
        Matcher place = PLACE.matcher(safe);
        int done = 0;
        while (place.find()) {
            pieces.add(new Piece(safe.substring(done, place.start()), null));
            pieces.add(placed.get(Integer.parseInt(place.group(1))));
            done = place.end();
        }
        pieces.add(new Piece(safe.substring(done), null));
        return pieces;
    }

    private static boolean hasFormula(Piece piece) {
        Question question = piece.question();
        return question != null
                && Stream.concat(
                                Stream.of(question.ask(), question.hint(), question.why()),
                                question.choices().stream().map(Question.Choice::text))
                        .anyMatch(html -> html.contains("class=\"math"));
    }

    private static int minutes(Node document) {
        int words = SPACE.split(Nodes.plain(document)).length;
        return Math.max(1, (int) Math.round(words / WORDS_PER_MINUTE));
    }

    /**
     * Wide tables and listings scroll inside their own box, which can be reached by keyboard and has a name of its own.
     * Applied to sanitized HTML only.
     */
    private static String framed(String html) {
        StringBuilder framed = new StringBuilder();
        String[] parts = html.split("<table>", -1);
        framed.append(parts[0]);
        for (int i = 1; i < parts.length; i++) {
            framed.append("<div class=\"table-scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Table ")
                    .append(i)
                    .append("\"><table>")
                    .append(parts[i]);
        }
        return framed.toString().replace("</table>", "</table></div>").replace("<pre>", "<pre tabindex=\"0\">");
    }

    private static Source source(String text) {
        Matcher matcher = SOURCE.matcher(text);
        return matcher.matches() ? new Source(matcher.group(1), matcher.group(2)) : new Source(text, null);
    }

    private static @Nullable Trial trial(FrontMatter matter) {
        String query = matter.optional("experiment");
        if (query == null) {
            return null;
        }
        if (!QUERY.matcher(query).matches()) {
            throw matter.unusable("experiment", "a query string such as model=digits-mlp&scheme=fp32");
        }
        return new Trial(matter.required("experiment_title"), matter.required("experiment_text"), query);
    }

    /** Gives each heading the fragment that the table of contents links to. */
    private static final class HeadingIds extends AbstractVisitor implements AttributeProvider {
        private final IdGenerator generator = IdGenerator.builder().build();
        private final IdentityHashMap<Node, String> byNode = new IdentityHashMap<>();
        private final List<Heading> sections = new ArrayList<>();

        @Override
        public void visit(org.commonmark.node.Heading heading) {
            String text = Nodes.plain(heading);
            String id = generator.generateId(text);
            byNode.put(heading, id);
            if (heading.getLevel() == 2) {
                sections.add(new Heading(id, text));
            }
        }

        @Override
        public void setAttributes(Node node, String tagName, Map<String, String> attributes) {
            String id = byNode.get(node);
            if (id != null) {
                attributes.put("id", id);
            }
        }
    }
}
