package dev.assay.guidance;

import dev.assay.guidance.Advice.Conflict;
import dev.assay.guidance.Advice.Elimination;
import dev.assay.guidance.Advice.FlipPoint;
import dev.assay.guidance.Advice.Recommendation;
import dev.assay.guidance.Advice.Relaxation;
import dev.assay.guidance.Advice.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Answers to advice. Order of force: eliminations, what evidence forbids, what was measured to meet the limit, place,
 * data, flexibility, volume. The tree asks for the place last, yet it is a constraint, so it is judged first.
 */
public final class Advisor {
    private static final int SHOWN = 5;

    private Advisor() {}

    /**
     * Applies the rules to the answers.
     *
     * @throws InvalidGuidanceInput when an answer is absurd, with one sentence per answer
     */
    public static Advice advise(DecisionInput input, HardwareProfiles profiles, RuleSet rules) {
        return advise(input, profiles, rules, List.of());
    }

    /**
     * As {@link #advise(DecisionInput, HardwareProfiles, RuleSet)}, knowing what was measured: a profile whose run meets
     * the latency limit goes before the others that the rules choose.
     */
    public static Advice advise(
            DecisionInput input, HardwareProfiles profiles, RuleSet rules, List<RunFacts> measured) {
        if (!input.problems().isEmpty()) {
            throw new InvalidGuidanceInput(input.problems());
        }
        Eliminations hard = new Eliminations(input, rules);
        Map<String, List<Elimination>> out = new LinkedHashMap<>();
        List<HardwareProfile> left = new ArrayList<>();
        for (HardwareProfile profile : profiles.profiles()) {
            List<Elimination> reasons = hard.of(profile);
            if (reasons.isEmpty()) {
                left.add(profile);
            } else {
                out.put(profile.id(), reasons);
            }
        }
        Choices choices = Choices.of(input, rules, left);
        Survivors survivors = new Survivors(input, rules, left);
        Evidence evidence = new Evidence(input, rules, left, measured);
        List<Recommendation> recommended = new ArrayList<>();
        ByCost byCost = ByCost.of(input, rules, choices, survivors);
        List<Choices.Chosen> all = new ArrayList<>(choices.chosen());
        all.addAll(byCost.chosen());
        for (Choices.Chosen chosen : evidence.measuredFirst(all)) {
            recommended.add(survivors.recommend(chosen, evidence.measuredToPass(chosen.profile())));
        }
        List<Step> trace = new ArrayList<>(hard.steps(
                out.values().stream().flatMap(List::stream).toList(),
                profiles.profiles().size()));
        trace.addAll(choices.steps());
        trace.addAll(byCost.steps());
        trace.addAll(evidence.steps(recommended));
        List<FlipPoint> flips = new ArrayList<>(choices.flipPoints());
        if (!left.isEmpty()) { // else the relaxations say the same
            flips.addAll(flipsOfEliminated(choices, profiles, hard, out));
        }
        Set<String> notAsked = new LinkedHashSet<>(choices.notAsked());
        notAsked.addAll(hard.notAsked());
        List<Relaxation> relaxations = left.isEmpty() ? relaxations(profiles, hard) : List.of();
        return new Advice(
                rules.version(),
                sentence(recommended, choices, left, relaxations),
                List.copyOf(recommended),
                recommended.size() > 1 ? recommended.get(1) : null,
                out.values().stream().flatMap(List::stream).toList(),
                survivors.list(),
                choices.conflicts(),
                List.copyOf(flips),
                relaxations,
                List.copyOf(notAsked),
                List.copyOf(trace),
                claims(rules, trace));
    }

    /** A candidate of a fired rule that one number keeps out is worth a flip point. */
    private static List<FlipPoint> flipsOfEliminated(
            Choices choices, HardwareProfiles profiles, Eliminations hard, Map<String, List<Elimination>> out) {
        List<FlipPoint> flips = new ArrayList<>();
        for (String id : choices.candidates()) {
            List<Elimination> reasons = out.getOrDefault(id, List.of());
            if (reasons.size() != 1) {
                continue;
            }
            profiles.find(id).flatMap(hard::onlyFinding).ifPresent(finding -> {
                String relaxation = finding.relaxation();
                if (relaxation != null) {
                    flips.add(new FlipPoint(
                            reasons.getFirst().rule(),
                            finding.limit(),
                            finding.unit(),
                            Prose.capital(relaxation) + " would bring back "
                                    + reasons.getFirst().name() + "."));
                }
            });
        }
        return flips;
    }

    private static List<Relaxation> relaxations(HardwareProfiles profiles, Eliminations hard) {
        return profiles.profiles().stream()
                .map(profile -> {
                    List<String> changes = hard.relaxations(profile);
                    return new Relaxation(
                            profile.id(),
                            profile.name(),
                            changes,
                            profile.name() + " needs " + Prose.list(changes) + ".");
                })
                .filter(relaxation -> !relaxation.changes().isEmpty())
                .sorted(Comparator.comparingInt(
                        relaxation -> relaxation.changes().size()))
                .limit(SHOWN)
                .toList();
    }

    private static List<String> claims(RuleSet rules, List<Step> trace) {
        return trace.stream()
                .filter(Step::fired)
                .flatMap(step -> rules.find(step.rule()).stream())
                .flatMap(rule -> rule.claims().stream())
                .distinct()
                .sorted()
                .toList();
    }

    private static String sentence(
            List<Recommendation> recommended,
            Choices choices,
            List<HardwareProfile> left,
            List<Relaxation> relaxations) {
        if (left.isEmpty()) {
            return relaxations.isEmpty()
                    ? "No known hardware meets these constraints, and no single change of a number would help."
                    : "No known hardware meets these constraints; the nearest: "
                            + relaxations.getFirst().sentence();
        }
        if (recommended.isEmpty()) {
            return choices.fired()
                    ? Prose.text(
                            "Everything that the rules point to is ruled out; %d other profiles remain.", left.size())
                    : Prose.text(
                            "The answers choose nothing yet: %d profiles remain. Answer one of the four questions.",
                            left.size());
        }
        Recommendation first = recommended.getFirst();
        String verb =
                first.standing() == Advice.Standing.RECOMMENDED ? "is the first choice" : "is the first candidate";
        String second = recommended.size() > 1 ? "; " + recommended.get(1).name() + " comes next" : "";
        List<Conflict> conflicts = choices.conflicts();
        String contested = conflicts.isEmpty()
                ? ""
                : " Rules " + conflicts.getFirst().firstRule() + " and "
                        + conflicts.getFirst().secondRule() + " disagree; "
                        + conflicts.getFirst().variable() + " decides.";
        return Prose.text("%s %s (%s)%s.%s", first.name(), verb, first.rule(), second, contested);
    }
}
