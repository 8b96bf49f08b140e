package dev.assay.portal.articles;

import dev.assay.portal.articles.Dialect.Callout;
import dev.assay.portal.articles.Dialect.Chip;
import dev.assay.portal.articles.Dialect.Formula;
import dev.assay.portal.articles.Dialect.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.Code;
import org.commonmark.node.CustomNode;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;

/** What happens to the tree of a text between reading and writing. */
final class Nodes {
    private static final Pattern KIND = Pattern.compile("\\[!([A-Z]+)]\\s*");

    private static final Pattern CLAIM = Pattern.compile("\\[\\[claim:(C\\d{2,3})]]");

    private Nodes() {}

    static List<Node> children(Node parent) {
        List<Node> children = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNext()) {
            children.add(child);
        }
        return children;
    }

    /** The words of a node without markup; formulas as TeX. */
    static String plain(Node node) {
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

            @Override
            public void visit(SoftLineBreak part) {
                text.append(' ');
            }

            @Override
            public void visit(HardLineBreak part) {
                text.append(' ');
            }

            @Override
            public void visit(CustomNode part) {
                if (part instanceof Formula formula) {
                    text.append(formula.tex);
                } else if (part instanceof Result result) {
                    text.append(result.number.shown());
                } else {
                    visitChildren(part);
                }
            }

            @Override
            public void visit(Paragraph part) {
                text.append(' ');
                visitChildren(part);
            }
        });
        return text.toString().strip();
    }

    /** Puts the computed numbers where their marks are. */
    static void resolve(Node document, Computed computed) {
        document.accept(new AbstractVisitor() {
            @Override
            public void visit(Text part) {
                split(part, computed);
            }

            @Override
            public void visit(Code part) {
                part.setLiteral(computed.plain(part.getLiteral()));
            }

            @Override
            public void visit(FencedCodeBlock part) {
                part.setLiteral(computed.plain(part.getLiteral()));
            }

            @Override
            public void visit(IndentedCodeBlock part) {
                part.setLiteral(computed.plain(part.getLiteral()));
            }

            @Override
            public void visit(CustomNode part) {
                if (part instanceof Formula formula) {
                    Formula written = new Formula(computed.tex(formula.tex), formula.display);
                    formula.insertBefore(written);
                    formula.unlink();
                } else {
                    visitChildren(part);
                }
            }
        });
    }

    private static void split(Text text, Computed computed) {
        replace(text, Computed.marks(text.getLiteral()), mark -> new Result(computed.number(mark)));
    }

    /** Turns <code>[[claim:C20]]</code> into chips. */
    static void chips(Node document) {
        for (Text text : all(document, Text.class)) {
            replace(text, CLAIM.matcher(text.getLiteral()), claim -> new Chip(claim.group(1)));
        }
    }

    private static void replace(Text text, Matcher found, Function<Matcher, Node> made) {
        String literal = text.getLiteral();
        int done = 0;
        while (found.find()) {
            if (found.start() > done) {
                text.insertBefore(new Text(literal.substring(done, found.start())));
            }
            text.insertBefore(made.apply(found));
            done = found.end();
        }
        if (done > 0 && done == literal.length()) {
            text.unlink();
        } else if (done > 0) {
            text.setLiteral(literal.substring(done));
        }
    }

    /** Turns quotations that begin with {@code [!NOTE]} and the like into remarks. */
    static void callouts(String slug, Node document) {
        for (Node node : all(document, BlockQuote.class)) {
            if (node.getFirstChild() instanceof Paragraph first && first.getFirstChild() instanceof Text text) {
                Matcher kind = KIND.matcher(text.getLiteral());
                if (kind.matches()) {
                    if (!Dialect.KINDS.containsKey(kind.group(1))) {
                        throw new ArticleException("The article " + slug + " has a remark of the unknown kind "
                                + kind.group(1) + "; write one of "
                                + String.join(
                                        ", ",
                                        Dialect.KINDS.keySet().stream().sorted().toList()) + ".");
                    }
                    Callout callout = new Callout(kind.group(1));
                    if (text.getNext() instanceof SoftLineBreak line) {
                        line.unlink();
                    }
                    text.unlink();
                    if (first.getFirstChild() == null) {
                        first.unlink();
                    }
                    children(node).forEach(callout::appendChild);
                    node.insertBefore(callout);
                    node.unlink();
                }
            }
        }
    }

    /** All nodes of a kind, in order. */
    static <T extends Node> List<T> all(Node document, Class<T> kind) {
        List<T> found = new ArrayList<>();
        collect(document, kind, found);
        return found;
    }

    private static <T extends Node> void collect(Node node, Class<T> kind, List<T> found) {
        for (Node child : children(node)) {
            if (kind.isInstance(child)) {
                found.add(kind.cast(child));
            }
            collect(child, kind, found);
        }
    }
}
