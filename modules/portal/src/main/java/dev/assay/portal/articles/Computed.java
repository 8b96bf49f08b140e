package dev.assay.portal.articles;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The numbers of a text that are written as <code>{{expression | format}}</code>. They are computed before the Markdown
 * is read and leave marks behind, so that a table or a formula may hold them and a reader can still see how each was
 * computed.
 *
 * @param text    the text with a mark for each number
 * @param numbers what the marks stand for, in order
 */
record Computed(String text, List<Value> numbers) {
    /** A number as it is shown and the arithmetic behind it. */
    record Value(String shown, String expression) {}

    private static final char OPEN = '\ue000';
    private static final char CLOSE = '\ue001';
    private static final Pattern RESERVED = Pattern.compile("[\\ue000-\\ue00f]");
    private static final Pattern EXPRESSION = Pattern.compile("\\{\\{([^{}|]+)(?:\\|([^{}|]+))?}}");
    private static final Pattern MARK = Pattern.compile(OPEN + "(\\d+)" + CLOSE);

    /**
     * Computes every expression of a text.
     *
     * @throws ArticleException when an expression cannot be computed or has no end
     */
    static Computed of(String slug, String source, Map<String, Double> constants) {
        List<Value> numbers = new ArrayList<>();
        String clean = RESERVED.matcher(source).replaceAll("");
        String marked = EXPRESSION.matcher(clean).replaceAll(found -> {
            String expression = found.group(1).strip();
            try {
                double value = Arithmetic.evaluate(expression, constants);
                String shown = found.group(2) == null
                        ? Digits.write(value)
                        : Digits.write(value, found.group(2).strip());
                numbers.add(new Value(shown, expression));
            } catch (IllegalArgumentException e) {
                throw new ArticleException(
                        "The article " + slug + " cannot be rendered: " + e.getMessage() + " Correct the expression.",
                        e);
            }
            return OPEN + String.valueOf(numbers.size() - 1) + CLOSE;
        });
        int left = marked.indexOf("{{");
        if (left >= 0) {
            String near = marked.substring(Math.max(0, left - 20), Math.min(marked.length(), left + 40));
            throw new ArticleException(
                    "The article " + slug + " cannot be rendered: near '" + near.replace('\n', ' ')
                            + "' two opening braces begin no expression; write {{arithmetic | 0.00}}, or a space between the braces.");
        }
        return new Computed(marked, List.copyOf(numbers));
    }

    /** Finds the marks of a text. */
    static Matcher marks(String text) {
        return MARK.matcher(text);
    }

    /** The number that a found mark stands for. */
    Value number(Matcher mark) {
        return numbers.get(Integer.parseInt(mark.group(1)));
    }

    /** The text with its numbers instead of marks. */
    String plain(String marked) {
        return replaced(marked, Value::shown);
    }

    /** The same inside a TeX formula, where a comma and a minus have a spelling of their own. */
    String tex(String marked) {
        return replaced(
                marked,
                number -> number.shown()
                        .replace(",", "{,}")
                        .replace('\u2212', '-')
                        .replace("\u00a0%", "\\,\\%"));
    }

    private String replaced(String marked, Function<Value, String> writing) {
        return MARK.matcher(marked)
                .replaceAll(found ->
                        Matcher.quoteReplacement(writing.apply(numbers.get(Integer.parseInt(found.group(1))))));
    }
}
