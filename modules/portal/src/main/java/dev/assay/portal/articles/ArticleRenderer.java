package dev.assay.portal.articles;

import dev.assay.portal.articles.Article.Heading;
import dev.assay.portal.articles.Article.Trial;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.commonmark.Extension;
import org.commonmark.ext.front.matter.YamlFrontMatterExtension;
import org.commonmark.ext.front.matter.YamlFrontMatterVisitor;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.IdGenerator;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.AttributeProvider;
import org.commonmark.renderer.html.HtmlRenderer;
import org.jspecify.annotations.Nullable;
import org.owasp.html.HtmlPolicyBuilder;
import org.owasp.html.PolicyFactory;

/**
 * Markdown with front matter to an {@link Article}. Pure: the same text always gives the same article. The HTML goes
 * through an allow-list after rendering, so whatever the Markdown contains (raw HTML included), no script, style,
 * frame, form or event handler reaches a reader.
 */
public final class ArticleRenderer {
    private static final List<Extension> EXTENSIONS =
            List.of(TablesExtension.create(), YamlFrontMatterExtension.create());
    private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();

    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9_-]{0,79}");
    private static final Pattern ALIGN = Pattern.compile("left|right|center");
    private static final Pattern QUERY = Pattern.compile("[A-Za-z0-9._~=&%-]*");
    private static final PolicyFactory POLICY = new HtmlPolicyBuilder()
            .allowElements(
                    "p",
                    "h2",
                    "h3",
                    "h4",
                    "ul",
                    "ol",
                    "li",
                    "blockquote",
                    "pre",
                    "code",
                    "em",
                    "strong",
                    "sub",
                    "sup",
                    "hr",
                    "br",
                    "a",
                    "table",
                    "thead",
                    "tbody",
                    "tr",
                    "th",
                    "td")
            .allowAttributes("href")
            .onElements("a")
            .allowStandardUrlProtocols()
            .requireRelNofollowOnLinks()
            .allowAttributes("id")
            .matching(ID)
            .onElements("h2", "h3", "h4")
            .allowAttributes("align")
            .matching(ALIGN)
            .onElements("th", "td")
            .toFactory();

    private ArticleRenderer() {}

    /**
     * Renders one file.
     *
     * @param slug     the file's name without extension
     * @param markdown the file's text
     * @throws ArticleException when a required key of the front matter is missing or unusable
     */
    public static Article render(String slug, String markdown) {
        Node document = PARSER.parse(markdown);
        YamlFrontMatterVisitor visitor = new YamlFrontMatterVisitor();
        document.accept(visitor);
        FrontMatter matter = new FrontMatter(slug, visitor.getData());

        HeadingIds ids = new HeadingIds();
        document.accept(ids);
        HtmlRenderer renderer = HtmlRenderer.builder()
                .extensions(EXTENSIONS)
                .attributeProviderFactory(context -> ids)
                .build();
        return new Article(
                slug,
                matter.required("title"),
                matter.required("summary"),
                matter.number("minutes"),
                matter.number("order"),
                framed(POLICY.sanitize(renderer.render(document))),
                ids.sections,
                trial(matter));
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
            String text = plain(heading);
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

        private static String plain(Node node) {
            StringBuilder text = new StringBuilder();
            node.accept(new AbstractVisitor() {
                @Override
                public void visit(Text part) {
                    text.append(part.getLiteral());
                }

                @Override
                public void visit(Code part) {
                    text.append(part.getLiteral());
                }
            });
            return text.toString();
        }
    }

    private record FrontMatter(String slug, Map<String, List<String>> data) {
        @Nullable
        String optional(String key) {
            List<String> values = data.get(key);
            return values == null || values.isEmpty() || values.get(0).isBlank() ? null : values.get(0);
        }

        String required(String key) {
            String value = optional(key);
            if (value == null) {
                throw new ArticleException("The article " + slug + " has no " + key
                        + " in its front matter and cannot be listed; add a line '" + key + ": ...' at its top.");
            }
            return value;
        }

        int number(String key) {
            String value = required(key);
            try {
                return Integer.parseInt(value.strip());
            } catch (NumberFormatException e) {
                throw unusable(key, "a whole number");
            }
        }

        ArticleException unusable(String key, String expected) {
            return new ArticleException("The article " + slug + " has an unusable " + key
                    + " in its front matter and cannot be listed; write " + expected + ".");
        }
    }
}
