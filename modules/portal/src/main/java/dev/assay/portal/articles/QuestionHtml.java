package dev.assay.portal.articles;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A question as a form that asks the same page again, with the grade of what was answered. Works without a script; the
 * worked solution is not in the page before an answer was given or asked for.
 */
final class QuestionHtml {
    /** The parameter that asks for a solution without an answer. */
    static final String SHOW = "show";

    private static final Pattern SPACE = Pattern.compile("[\\s\\u00a0,_']");
    private static final Pattern NUMBER = Pattern.compile("[+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d{1,3})?");
    private static final int LONGEST = 60;

    private QuestionHtml() {}

    /** What an answer is worth: how to say it, and how the box looks. */
    record Grade(String tone, String sentence, boolean solved) {}

    /**
     * Writes the question.
     *
     * @param page   the address that the form asks
     * @param given  the parameters of the page that was asked for
     * @param others the names of the parameters that the form carries along
     */
    static String html(Question question, String page, Map<String, String> given, List<String> others) {
        String id = "q-" + question.id();
        String answer = cut(given.get(question.field()));
        boolean asked = question.id().equals(given.get(SHOW));
        Grade grade = grade(question, answer, asked);
        StringBuilder html = new StringBuilder();
        html.append("<section class=\"predict\" id=\"")
                .append(id)
                .append("\" aria-labelledby=\"")
                .append(id)
                .append(
                        "-ask\" data-test=\"question\"><p class=\"callout-title\">Predict first</p><p class=\"ask\" id=\"")
                .append(id)
                .append("-ask\">")
                .append(question.ask())
                .append("</p><form method=\"get\" action=\"")
                .append(Html.escape(page))
                .append('#')
                .append(id)
                .append("\">");
        for (String other : others) {
            String value = cut(given.get(other));
            if (!value.isEmpty() && !other.equals(question.field())) {
                html.append("<input type=\"hidden\" name=\"")
                        .append(Html.escape(other))
                        .append("\" value=\"")
                        .append(Html.escape(value))
                        .append("\"/>");
            }
        }
        html.append(question.answer() == null ? choices(question, answer) : number(question, answer));
        html.append(
                        "<p class=\"row\"><button type=\"submit\" class=\"button\" data-test=\"question-check\">Check</button>"
                                + "<button type=\"submit\" class=\"text-button\" name=\"")
                .append(SHOW)
                .append("\" value=\"")
                .append(question.id())
                .append("\" data-test=\"question-show\">Show the working</button></p></form>");
        if (!question.hint().isEmpty() && !grade.solved()) {
            html.append("<details class=\"fold\"><summary>A hint</summary><p>")
                    .append(question.hint())
                    .append("</p></details>");
        }
        if (!grade.sentence().isEmpty()) {
            html.append("<div class=\"message ")
                    .append(grade.tone())
                    .append("\" role=\"status\" data-test=\"question-grade\"><p>")
                    .append(grade.sentence())
                    .append("</p>");
            if (grade.solved()) {
                html.append("<p>").append(question.why()).append("</p>");
            }
            html.append("</div>");
        }
        return html.append("</section>").toString();
    }

    private static String number(Question question, String answer) {
        return "<p class=\"row\"><label for=\"" + question.field()
                + "-in\">Your answer</label> <input class=\"answer-in\" id=\""
                + question.field() + "-in\" name=\"" + question.field()
                + "\" inputmode=\"decimal\" autocomplete=\"off\" value=\""
                + Html.escape(answer) + "\" data-test=\"question-input\"/> <span>" + Html.escape(question.unit())
                + "</span></p>";
    }

    private static String choices(Question question, String answer) {
        StringBuilder html = new StringBuilder("<fieldset><legend class=\"visually-hidden\">Your answer</legend>");
        for (int i = 0; i < question.choices().size(); i++) {
            String id = question.field() + "-" + i;
            html.append("<label class=\"choice-line\" for=\"")
                    .append(id)
                    .append("\"><input type=\"radio\" id=\"")
                    .append(id)
                    .append("\" name=\"")
                    .append(question.field())
                    .append("\" value=\"")
                    .append(i)
                    .append('"')
                    .append(answer.equals(String.valueOf(i)) ? " checked=\"checked\"" : "")
                    .append("/> <span>")
                    .append(question.choices().get(i).text())
                    .append("</span></label>");
        }
        return html.append("</fieldset>").toString();
    }

    /** Grades what was given; nothing given is not graded. */
    static Grade grade(Question question, String answer, boolean asked) {
        if (asked) {
            return new Grade(
                    "",
                    question.answer() == null
                            ? "The answer: " + right(question)
                            : "The answer is " + written(question) + ".",
                    true);
        }
        if (answer.isEmpty()) {
            return new Grade("", "", false);
        }
        if (question.answer() == null) {
            for (int i = 0; i < question.choices().size(); i++) {
                if (answer.equals(String.valueOf(i))) {
                    return question.choices().get(i).right()
                            ? new Grade("good", "Right.", true)
                            : new Grade("warn", "No. The answer: " + right(question), true);
                }
            }
            return new Grade("warn", "That is none of the choices; pick one of them.", false);
        }
        Double number = parse(answer);
        if (number == null) {
            return new Grade("warn", "That is not a number; write one such as 22.5, without its unit.", false);
        }
        return compare(question, number, question.answer());
    }

    private static Grade compare(Question question, double number, double truth) {
        double miss = Math.abs(number - truth);
        if (miss <= Math.abs(truth) * question.share() + 1e-12) {
            return new Grade("good", "Right: " + written(question) + ".", true);
        }
        if (number * truth > 0) {
            double factor = Math.max(number / truth, truth / number);
            String direction = Math.abs(number) > Math.abs(truth) ? "too large" : "too small";
            return new Grade(
                    "warn",
                    "The answer is " + written(question) + "; yours is " + Digits.brief(factor, 2) + " times "
                            + direction + ".",
                    true);
        }
        return new Grade("warn", "The answer is " + written(question) + ".", true);
    }

    private static String written(Question question) {
        return question.shown() + (question.unit().isEmpty() ? "" : " " + Html.escape(question.unit()));
    }

    private static String right(Question question) {
        return question.choices().stream()
                .filter(Question.Choice::right)
                .findFirst()
                .map(Question.Choice::text)
                .orElse("");
    }

    private static @Nullable Double parse(String answer) {
        String digits =
                SPACE.matcher(answer.replace('\u2212', '-').replace("%", "")).replaceAll("");
        return NUMBER.matcher(digits).matches() ? Double.valueOf(digits) : null;
    }

    private static String cut(@Nullable String text) {
        String value = text == null ? "" : text.strip();
        return value.length() > LONGEST ? value.substring(0, LONGEST) : value;
    }
}
