package dev.assay.guidance.decision;

import dev.assay.guidance.Advice;
import dev.assay.guidance.DecisionInput;
import dev.assay.guidance.Operand;
import dev.assay.guidance.Prose;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A decision as Markdown, to be kept beside code or embedded in an article. */
public final class DecisionMarkdown {
    private DecisionMarkdown() {}

    /** The whole record; everything that people wrote is escaped. */
    public static String of(DecisionRecord decision) {
        StringBuilder out = new StringBuilder();
        Advice advice = decision.advice();
        line(out, "# " + text(decision.title()));
        line(out, "");
        line(out, text(advice.sentence()));
        line(out, "");
        line(
                out,
                "Decided " + text(decision.decidedAt())
                        + (decision.author().isEmpty() ? "" : " by " + text(decision.author())) + ", rule set "
                        + text(decision.rulesetVersion()) + ", answers `"
                        + decision.inputsHash().substring(0, 12) + "`.");
        answers(out, decision.inputs());
        section(
                out,
                "Put forward",
                advice.recommended().stream().map(DecisionMarkdown::recommended).toList());
        section(
                out,
                "Where the rules disagree",
                advice.conflicts().stream().map(one -> text(one.sentence())).toList());
        section(
                out,
                "What would change the answer",
                advice.flipPoints().stream().map(one -> text(one.sentence())).toList());
        section(
                out,
                "Smallest changes with which something would fit",
                advice.relaxations().stream().map(one -> text(one.sentence())).toList());
        survivors(out, advice.survivors());
        section(
                out,
                "Ruled out",
                advice.eliminated().stream()
                        .map(one -> "**" + text(one.name()) + "** (" + one.rule() + "): " + text(one.sentence()))
                        .toList());
        section(
                out,
                "Every rule, in order",
                advice.trace().stream().map(DecisionMarkdown::step).toList());
        if (!advice.claimsUsed().isEmpty()) {
            line(out, "");
            line(out, "Claims it rests on: " + String.join(", ", advice.claimsUsed()) + ".");
        }
        return out.toString();
    }

    private static void answers(StringBuilder out, DecisionInput inputs) {
        line(out, "");
        line(out, "## Answers");
        line(out, "");
        if (inputs.answers().isEmpty()) {
            line(out, "No question was answered.");
            return;
        }
        line(out, "| question | answer |");
        line(out, "| --- | --- |");
        inputs.answers().forEach((field, answer) -> {
            String unit = DecisionInput.unit(field);
            line(out, "| " + field + " | " + text(answer) + (unit.isEmpty() ? "" : " " + unit) + " |");
        });
    }

    private static String recommended(Advice.Recommendation one) {
        return "**" + text(one.name()) + "** (" + one.rule() + ", grade " + one.grade() + ", "
                + (one.standing() == Advice.Standing.CANDIDATE ? "a candidate to measure" : "recommended") + "): "
                + text(one.why()) + (one.banner() == null ? "" : " *" + text(one.banner()) + "*");
    }

    private static void survivors(StringBuilder out, List<Advice.Survivor> survivors) {
        if (survivors.isEmpty()) {
            return;
        }
        line(out, "");
        line(out, "## What remains");
        line(out, "");
        line(out, "| profile | floor, ms | USD per million | J | W | USD | USD/h | unbeaten |");
        line(out, "| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |");
        for (Advice.Survivor one : survivors) {
            line(
                    out,
                    "| " + text(one.name()) + " | " + number(one.floorMs()) + " | " + number(one.usdPerMillion())
                            + " | "
                            + number(one.joules()) + " | " + number(one.watts()) + " | " + number(one.usd()) + " | "
                            + number(one.usdPerHour()) + " | " + (one.pareto() ? "yes" : "") + " |");
        }
        line(out, "");
        line(out, "Floor, cost and energy are what peak figures allow at best: predictions.");
    }

    private static String step(Advice.Step step) {
        String operands =
                step.operands().stream().map(DecisionMarkdown::operand).collect(Collectors.joining("; "));
        return "**" + step.rule() + "** ("
                + step.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' ') + "): " + text(step.text())
                + (operands.isEmpty() ? "" : " (" + operands + ")");
    }

    private static String operand(Operand operand) {
        String value = operand.value() == null ? String.valueOf(operand.text()) : Prose.number(operand.value());
        return text(operand.name() + " = " + value + (operand.unit().isEmpty() ? "" : " " + operand.unit()) + ", "
                + operand.source() + (operand.grade() == null ? "" : ", grade " + operand.grade()));
    }

    private static void section(StringBuilder out, String title, List<String> items) {
        if (items.isEmpty()) {
            return;
        }
        line(out, "");
        line(out, "## " + title);
        line(out, "");
        items.forEach(item -> line(out, "- " + item));
    }

    private static String number(@Nullable Double value) {
        return value == null ? "" : Prose.number(value);
    }

    /** One line of text that Markdown takes literally. */
    private static String text(String text) {
        return text.replaceAll("\\s+", " ").strip().replaceAll("([\\\\`*_\\[\\]<>|#])", "\\\\$1");
    }

    private static void line(StringBuilder out, String line) {
        out.append(line).append('\n');
    }
}
