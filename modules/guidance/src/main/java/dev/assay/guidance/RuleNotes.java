package dev.assay.guidance;

import static dev.assay.guidance.Prose.text;

import dev.assay.guidance.Advice.FlipPoint;
import dev.assay.guidance.Advice.StepVerdict;
import dev.assay.guidance.RuleSet.Rule;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a choice rule notes down while it looks at the answers: operands, flip points, and what was not asked. */
abstract class RuleNotes {
    final DecisionInput in;
    final Rule rule;
    final List<Operand> operands = new ArrayList<>();
    final List<FlipPoint> flips = new ArrayList<>();
    final List<String> missing = new ArrayList<>();

    RuleNotes(DecisionInput in, Rule rule) {
        this.in = in;
        this.rule = rule;
    }

    void ask(String field, @Nullable Object value) {
        ask(field, value, "");
    }

    void ask(String field, @Nullable Object value, String unit) {
        if (value == null) {
            missing.add(field);
        } else {
            operands.add(unit.isEmpty() ? Operand.answer(field, value) : Operand.answer(field, value, unit));
        }
    }

    Firing chose(String sentence, List<String> candidates) {
        return new Firing(
                StepVerdict.CHOSE,
                sentence,
                List.copyOf(operands),
                List.copyOf(candidates),
                List.copyOf(flips),
                List.copyOf(missing));
    }

    Firing no(String sentence) {
        return new Firing(
                StepVerdict.DID_NOT_FIRE, sentence, List.copyOf(operands), List.of(), List.copyOf(flips), List.of());
    }

    Firing notAskedYet() {
        return new Firing(
                StepVerdict.NOT_ASKED,
                text(
                        "%s Not asked: %s.",
                        rule.title().endsWith("?") ? rule.title() : rule.title() + "?", Prose.list(missing)),
                List.copyOf(operands),
                List.of(),
                List.of(),
                List.copyOf(missing));
    }

    static boolean yes(@Nullable Boolean answer) {
        return Boolean.TRUE.equals(answer);
    }

    static double orZero(@Nullable Double value) {
        return value == null ? 0 : value;
    }
}
