package dev.assay.guidance;

import dev.assay.guidance.Advice.Step;
import dev.assay.guidance.Advice.StepVerdict;
import java.util.List;
import java.util.stream.Stream;

/**
 * The last resort (rule P1): when all four questions are answered and none of them decides, cost does, and after it energy.
 */
record ByCost(List<Choices.Chosen> chosen, List<Step> steps) {
    static ByCost of(DecisionInput in, RuleSet rules, Choices choices, Survivors survivors) {
        RuleSet.Rule rule = rules.find("P1").orElse(null);
        if (rule == null) {
            return new ByCost(List.of(), List.of());
        }
        if (choices.fired()) {
            return quiet(rule, StepVerdict.DID_NOT_FIRE, "Another rule decides before cost does.");
        }
        List<String> open = Stream.of("onDevice", "modelBesideData", "needsFlexibility", "predictableVolume")
                .filter(field -> in.answer(field) == null)
                .toList();
        if (!open.isEmpty()) {
            return quiet(
                    rule,
                    StepVerdict.NOT_ASKED,
                    "Cost decides only when all four questions are answered; open: " + Prose.list(open) + ".");
        }
        List<Choices.Chosen> cheapest = survivors.cheapest(rule);
        return cheapest.isEmpty()
                ? quiet(rule, StepVerdict.DID_NOT_FIRE, "No price is known of what remains.")
                : new ByCost(
                        cheapest,
                        List.of(new Step(
                                rule.id(),
                                true,
                                List.of(Operand.threshold("shown", rule.threshold("shown"), "")),
                                StepVerdict.CHOSE,
                                "No question decides, so cost does: "
                                        + Prose.list(cheapest.stream()
                                                .map(one -> one.profile().name())
                                                .toList())
                                        + ", cheapest first.")));
    }

    private static ByCost quiet(RuleSet.Rule rule, StepVerdict verdict, String sentence) {
        return new ByCost(List.of(), List.of(new Step(rule.id(), false, List.of(), verdict, sentence)));
    }
}
