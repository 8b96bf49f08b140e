package dev.assay.portal.articles;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Something to predict before reading on; what a fenced block {@code question} says. Either a number with a tolerance or
 * one of several choices. Texts are sanitized HTML.
 *
 * @param id      its name in the article and in addresses
 * @param ask     the question
 * @param answer  the number that counts as right, or null for choices
 * @param shown   the number as it is written
 * @param share   by how much of the number an answer may miss it and still be right, such as 0.02
 * @param choices the possible answers; empty for a number
 * @param hint    help before the answer; may be empty
 * @param why     the worked solution
 */
record Question(
        String id,
        String ask,
        @Nullable Double answer,
        String shown,
        String unit,
        double share,
        List<Choice> choices,
        String hint,
        String why) {
    /** One of several answers. */
    record Choice(String text, boolean right) {}

    private static final List<String> KEYS =
            List.of("id", "ask", "answer", "format", "unit", "tolerance", "hint", "why", "-", "+");
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
    private static final double DEFAULT_SHARE = 0.02;

    Question {
        choices = List.copyOf(choices);
    }

    /** Turns Markdown of the dialect into sanitized HTML without an enclosing paragraph. */
    interface Inline {
        String html(String markdown);
    }

    /**
     * Reads the block.
     *
     * @throws ArticleException when it has no usable answer
     */
    static Question read(String slug, String text, Map<String, Double> constants, Inline inline) {
        Fence fence = Fence.read("A question of the article " + slug, text);
        fence.only(KEYS);
        String id = fence.required("id");
        if (!ID.matcher(id).matches()) {
            throw new ArticleException(
                    fence.where() + " has the id '" + id + "'; use small letters, digits and hyphens.");
        }
        List<Choice> choices = fence.entries().stream()
                .filter(entry -> entry.key().equals("+") || entry.key().equals("-"))
                .map(entry -> new Choice(inline.html(entry.value()), entry.key().equals("+")))
                .toList();
        String expression = fence.optional("answer");
        long right = choices.stream().filter(Choice::right).count();
        boolean choosable = choices.size() >= 2 && right == 1;
        if (expression == null ? !choosable : !choices.isEmpty()) {
            throw new ArticleException(fence.where() + " (" + id
                    + ") needs either an answer or several choices of which exactly one begins with '+'.");
        }
        Double answer = null;
        String shown = "";
        double share = DEFAULT_SHARE;
        if (expression != null) {
            try {
                answer = Arithmetic.evaluate(expression, constants);
                String format = fence.optional("format");
                shown = format == null ? Digits.write(answer) : Digits.write(answer, format);
                String tolerance = fence.optional("tolerance");
                share = tolerance == null ? share : Arithmetic.evaluate(tolerance.replace("%", "/100"), Map.of());
            } catch (IllegalArgumentException e) {
                throw new ArticleException(
                        fence.where() + " (" + id + ") cannot be graded: " + e.getMessage() + " Correct it.", e);
            }
        }
        String hint = fence.or("hint", "");
        return new Question(
                id,
                inline.html(fence.required("ask")),
                answer,
                shown,
                fence.or("unit", ""),
                share,
                choices,
                hint.isEmpty() ? "" : inline.html(hint),
                inline.html(fence.required("why")));
    }

    /** The name of the field that carries an answer in an address. */
    String field() {
        return "q-" + id;
    }
}
