package dev.assay.guidance.decision;

import dev.assay.guidance.Advice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a decision would be today, held against what it was.
 *
 * @param changed  whether the hardware that is put forward differs
 * @param sentence the finding in one sentence
 * @param changes  each difference in a sentence, the weightiest first
 */
public record DecisionChange(boolean changed, String sentence, List<String> changes) {
    /** Compares advice from the same answers, given at two times. */
    public static DecisionChange between(Advice then, Advice now) {
        List<String> changes = new ArrayList<>();
        List<String> before = names(then);
        List<String> after = names(now);
        boolean changed = !before.equals(after);
        if (changed) {
            changes.add("Put forward then: " + listed(before) + "; now: " + listed(after) + ".");
        }
        Map<String, Advice.Elimination> outThen = out(then);
        Map<String, Advice.Elimination> outNow = out(now);
        outNow.forEach((profile, one) -> {
            if (!outThen.containsKey(profile)) {
                changes.add(one.name() + " is ruled out now (" + one.rule() + "): " + one.sentence());
            }
        });
        outThen.forEach((profile, one) -> {
            if (!outNow.containsKey(profile)) {
                changes.add(one.name() + " is no longer ruled out; " + one.rule() + " said: " + one.sentence());
            }
        });
        Map<String, Advice.Step> stepsThen = steps(then);
        Map<String, Advice.Step> stepsNow = steps(now);
        Set<String> rules = new LinkedHashSet<>(stepsNow.keySet());
        rules.addAll(stepsThen.keySet());
        for (String rule : rules) {
            Advice.Step a = stepsThen.get(rule);
            Advice.Step b = stepsNow.get(rule);
            if (a == null && b != null) {
                changes.add("Rule " + rule + " is new: " + b.text());
            } else if (b == null && a != null) {
                changes.add("Rule " + rule + " is gone; it said: " + a.text());
            } else if (a != null && b != null && !a.text().equals(b.text())) {
                changes.add("Rule " + rule + " said \"" + a.text() + "\" and now says \"" + b.text() + "\"");
            }
        }
        measured(then, now, changes);
        if (!then.ruleSet().equals(now.ruleSet())) {
            changes.add("The rule set was " + then.ruleSet() + " and is " + now.ruleSet() + ".");
        }
        String sentence = changes.isEmpty()
                ? "Today's rules say the same, word for word."
                : changed
                        ? "Today's rules decide otherwise."
                        : "Today's rules put the same hardware forward, for partly other reasons.";
        return new DecisionChange(changed, sentence, List.copyOf(changes));
    }

    private static void measured(Advice then, Advice now, List<String> changes) {
        Set<String> known = then.recommended().stream().map(DecisionChange::run).collect(Collectors.toSet());
        now.recommended().stream()
                .filter(one -> one.measured() != null && !known.contains(run(one)))
                .forEach(one -> changes.add("A measurement speaks now: " + one.why()));
    }

    private static String run(Advice.Recommendation one) {
        Advice.MeasuredPass measured = one.measured();
        return measured == null ? "" : measured.runId();
    }

    private static List<String> names(Advice advice) {
        return advice.recommended().stream().map(Advice.Recommendation::name).toList();
    }

    private static String listed(List<String> names) {
        return names.isEmpty() ? "nothing" : String.join(", ", names);
    }

    /** The first reason against each profile. */
    private static Map<String, Advice.Elimination> out(Advice advice) {
        Map<String, Advice.Elimination> out = new LinkedHashMap<>();
        advice.eliminated().forEach(one -> out.putIfAbsent(one.profileId(), one));
        return out;
    }

    private static Map<String, Advice.Step> steps(Advice advice) {
        Map<String, Advice.Step> steps = new LinkedHashMap<>();
        advice.trace().forEach(step -> steps.putIfAbsent(step.rule(), step));
        return steps;
    }
}
