package dev.assay.cli;

import dev.assay.guidance.Advice;
import dev.assay.guidance.Operand;
import dev.assay.guidance.Prose;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Advice on a terminal: the sentence, its reasons, then the tree of every rule that spoke. */
final class AdviceText {
    private static final int ELIMINATED_SHOWN = 5;
    private static final Map<String, String> STAGES = Map.of(
            "H", "What cannot do it",
            "C", "What cannot do it",
            "Q", "What the answers point to",
            "R", "What the answers point to",
            "P", "What the answers point to",
            "E", "What measurements have taught");

    private AdviceText() {}

    static List<String> lines(Advice advice) {
        List<String> lines = new ArrayList<>();
        lines.add(advice.sentence());
        for (Advice.Recommendation choice : advice.recommended()) {
            lines.add("  " + choice.profileId() + " (" + choice.name() + "), rule " + choice.rule() + ", grade "
                    + choice.grade() + ": " + choice.why());
            if (choice.banner() != null) {
                lines.add("      ! " + choice.banner());
            }
        }
        section(
                lines,
                "Where the rules disagree",
                advice.conflicts().stream().map(Advice.Conflict::sentence).toList());
        section(
                lines,
                "What would change the answer",
                advice.flipPoints().stream().map(Advice.FlipPoint::sentence).toList());
        section(
                lines,
                "Smallest changes with which something would fit",
                advice.relaxations().stream().map(Advice.Relaxation::sentence).toList());
        section(lines, "Ruled out", eliminated(advice));
        tree(lines, advice.trace());
        if (!advice.notAsked().isEmpty()) {
            lines.add("");
            lines.add("Not answered, though some rule waits for it: " + String.join(", ", advice.notAsked()));
        }
        if (!advice.claimsUsed().isEmpty()) {
            lines.add("Claims it rests on: " + String.join(", ", advice.claimsUsed()));
        }
        lines.add("Rule set " + advice.ruleSet());
        return lines.stream().map(Text::visible).toList();
    }

    private static List<String> eliminated(Advice advice) {
        // What only one rule keeps out is nearest to the answer and teaches most.
        Map<String, Long> reasons = advice.eliminated().stream()
                .collect(Collectors.groupingBy(Advice.Elimination::profileId, Collectors.counting()));
        List<String> shown = advice.eliminated().stream()
                .sorted(Comparator.comparing(gone -> reasons.getOrDefault(gone.profileId(), 0L)))
                .limit(ELIMINATED_SHOWN)
                .map(gone -> gone.profileId() + " by " + gone.rule() + ": " + gone.sentence())
                .collect(Collectors.toCollection(ArrayList::new));
        if (advice.eliminated().size() > ELIMINATED_SHOWN) {
            shown.add((advice.eliminated().size() - ELIMINATED_SHOWN) + " more, see --json or --markdown");
        }
        return shown;
    }

    private static void tree(List<String> lines, List<Advice.Step> trace) {
        List<Advice.Step> spoke = trace.stream().filter(Advice.Step::fired).toList();
        String stage = "";
        for (int i = 0; i < spoke.size(); i++) {
            Advice.Step step = spoke.get(i);
            String own = STAGES.getOrDefault(step.rule().substring(0, 1), "");
            if (!own.equals(stage)) {
                lines.add("");
                lines.add(own);
                stage = own;
            }
            boolean last = i == spoke.size() - 1
                    || !own.equals(STAGES.getOrDefault(spoke.get(i + 1).rule().substring(0, 1), ""));
            lines.add((last ? "`- " : "|- ") + step.rule() + "  " + step.text());
            for (Operand operand : step.operands()) {
                lines.add((last ? "   " : "|  ") + "     " + shown(operand));
            }
        }
    }

    private static String shown(Operand operand) {
        String value = operand.value() == null ? String.valueOf(operand.text()) : Prose.number(operand.value());
        return operand.name() + " = " + value + (operand.unit().isEmpty() ? "" : " " + operand.unit()) + " ("
                + operand.source() + (operand.grade() == null ? "" : ", grade " + operand.grade()) + ")";
    }

    private static void section(List<String> lines, String title, List<String> items) {
        if (!items.isEmpty()) {
            lines.add("");
            lines.add(title);
            items.forEach(item -> lines.add("  " + item));
        }
    }
}
