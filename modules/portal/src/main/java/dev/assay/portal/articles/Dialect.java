package dev.assay.portal.articles;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.commonmark.Extension;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.CustomNode;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.parser.beta.InlineContentParser;
import org.commonmark.parser.beta.InlineContentParserFactory;
import org.commonmark.parser.beta.ParsedInline;
import org.commonmark.parser.beta.Position;
import org.commonmark.parser.beta.Scanner;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.html.HtmlWriter;

/**
 * What the articles add to CommonMark: formulas between dollar signs, and the nodes that {@link Nodes} puts in. A
 * dollar sign opens a formula only before a character that is no space, and closes it only after one and not before a
 * digit, so that prices stay prices.
 */
final class Dialect implements Parser.ParserExtension, HtmlRenderer.HtmlRendererExtension {
    /** A formula in TeX; {@code display} stands on a line of its own. */
    static final class Formula extends CustomNode {
        final String tex;
        final boolean display;

        Formula(String tex, boolean display) {
            this.tex = tex;
            this.display = display;
        }
    }

    /** A link to a claim of the ledger. */
    static final class Chip extends CustomNode {
        final String claim;
        String title = "";

        Chip(String claim) {
            this.claim = claim;
        }
    }

    /** A number that the build computed, with the arithmetic as its title. */
    static final class Result extends CustomNode {
        final Computed.Value number;

        Result(Computed.Value number) {
            this.number = number;
        }
    }

    /** A remark that stands out; {@code kind} is one of {@link #KINDS}. */
    static final class Callout extends CustomBlock {
        final String kind;

        Callout(String kind) {
            this.kind = kind;
        }
    }

    /** The place of something that is written after the text was sanitized. */
    static final class Placed extends CustomBlock {
        final int index;

        Placed(int index) {
            this.index = index;
        }
    }

    /** The kinds of remarks and what a reader sees above each. */
    static final Map<String, String> KINDS = Map.of(
            "NOTE", "Note",
            "TIP", "Try it",
            "IMPORTANT", "What matters",
            "WARNING", "Where the popular account is wrong",
            "MEASURED", "Measured");

    static final char PLACE_OPEN = '\ue002';
    static final char PLACE_CLOSE = '\ue003';

    private Dialect() {}

    static Extension create() {
        return new Dialect();
    }

    @Override
    public void extend(Parser.Builder builder) {
        builder.customInlineContentParserFactory(new InlineContentParserFactory() {
            @Override
            public Set<Character> getTriggerCharacters() {
                return Set.of('$');
            }

            @Override
            public InlineContentParser create() {
                return state -> formula(state.scanner());
            }
        });
    }

    @Override
    public void extend(HtmlRenderer.Builder builder) {
        builder.nodeRendererFactory(Writer::new);
    }

    private static ParsedInline formula(Scanner scanner) {
        int dollars = scanner.matchMultiple('$');
        Position start = scanner.position();
        if (dollars > 2 || !scanner.hasNext() || (dollars == 1 && Character.isWhitespace(scanner.peek()))) {
            return ParsedInline.none();
        }
        while (scanner.find('$') >= 0) {
            Position end = scanner.position();
            boolean afterSpace = Character.isWhitespace(scanner.peekPreviousCodePoint());
            int closing = scanner.matchMultiple('$');
            boolean closes =
                    dollars == 2 ? closing == 2 : closing == 1 && !afterSpace && !Character.isDigit(scanner.peek());
            if (closes) {
                String tex = scanner.getSource(start, end).getContent().strip();
                return tex.isEmpty()
                        ? ParsedInline.none()
                        : ParsedInline.of(new Formula(tex, dollars == 2), scanner.position());
            }
        }
        return ParsedInline.none();
    }

    /** Writes the nodes of the dialect as HTML. */
    private static final class Writer implements NodeRenderer {
        private final HtmlNodeRendererContext context;
        private final HtmlWriter html;

        Writer(HtmlNodeRendererContext context) {
            this.context = context;
            this.html = context.getWriter();
        }

        @Override
        public Set<Class<? extends Node>> getNodeTypes() {
            return Set.of(Formula.class, Chip.class, Result.class, Callout.class, Placed.class);
        }

        @Override
        public void render(Node node) {
            if (node instanceof Formula formula) {
                element("code", ordered("class", formula.display ? "math display" : "math"), formula.tex);
            } else if (node instanceof Chip chip) {
                element(
                        "a",
                        ordered("class", "claim-chip", "href", "/claims/" + chip.claim, "title", chip.title),
                        chip.claim);
            } else if (node instanceof Result result) {
                element(
                        "span",
                        ordered("class", "computed", "title", result.number.expression()),
                        result.number.shown());
            } else if (node instanceof Placed placed) {
                html.line();
                element("div", ordered(), PLACE_OPEN + String.valueOf(placed.index) + PLACE_CLOSE);
                html.line();
            } else if (node instanceof Callout callout) {
                html.line();
                html.tag("div", ordered("class", "callout " + callout.kind.toLowerCase(Locale.ROOT)));
                element("p", ordered("class", "callout-title"), KINDS.getOrDefault(callout.kind, callout.kind));
                children(callout);
                html.tag("/div");
                html.line();
            }
        }

        /** Names and values in turn; in this order, so that the same text always gives the same HTML. */
        private static Map<String, String> ordered(String... namesAndValues) {
            Map<String, String> attributes = new LinkedHashMap<>();
            for (int i = 0; i + 1 < namesAndValues.length; i += 2) {
                attributes.put(namesAndValues[i], namesAndValues[i + 1]);
            }
            return attributes;
        }

        private void children(Node parent) {
            for (Node child : List.copyOf(Nodes.children(parent))) {
                context.render(child);
            }
        }

        private void element(String name, Map<String, String> attributes, String text) {
            html.tag(name, attributes);
            html.text(text);
            html.tag("/" + name);
        }
    }
}
