package dev.assay.guidance;

import dev.assay.guidance.Advice.Conflict;
import dev.assay.guidance.Advice.FlipPoint;
import dev.assay.guidance.Advice.Step;
import dev.assay.guidance.Advice.StepVerdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The questions and rows of the tree, in the order of their force: place first, then the edge rows, data, flexibility,
 * volume. Holds what fired, what it chose among the survivors, and where two rules disagree.
 */
final class Choices {
    /** A surviving profile that a fired rule points to. */
    record Chosen(HardwareProfile profile, String rule, String why) {}

    private static final List<String> ORDER = List.of("R4", "R5", "R6", "R6b", "Q4", "Q1", "Q2", "Q3");

    private final List<Step> steps = new ArrayList<>();
    private final List<Chosen> chosen = new ArrayList<>();
    private final List<Conflict> conflicts = new ArrayList<>();
    private final List<FlipPoint> flipPoints = new ArrayList<>();
    private final Set<String> notAsked = new LinkedHashSet<>();
    private final Set<String> candidates = new LinkedHashSet<>();

    private Choices() {}

    static Choices of(DecisionInput in, RuleSet rules, List<HardwareProfile> left) {
        Choices choices = new Choices();
        Map<String, Firing> firings = new LinkedHashMap<>();
        boolean edge = false;
        for (String id : List.of("Q4", "R4", "R5", "R6", "R6b", "Q1", "Q2", "Q3")) {
            RuleSet.Rule rule = rules.find(id).orElse(null);
            if (rule == null) {
                continue;
            }
            Firing firing = new ChoiceRules(in, rule, edge).judge();
            if (id.equals("Q4")) {
                edge = firing.fired();
            }
            boolean overruled = firing.fired() && edge && id.startsWith("Q") && !id.equals("Q4");
            choices.steps.add(new Step(
                    id,
                    firing.fired() && !overruled,
                    firing.operands(),
                    overruled ? StepVerdict.OVERRULED : firing.verdict(),
                    overruled ? firing.text() + " It has to run on the device, which comes first." : firing.text()));
            choices.notAsked.addAll(firing.notAsked());
            choices.flipPoints.addAll(firing.flipPoints());
            if (firing.fired() && !overruled) {
                firings.put(id, firing);
            }
        }
        // A row says more than the question that leads to it.
        if (firings.keySet().stream().anyMatch(id -> id.startsWith("R"))) {
            firings.remove("Q4");
        }
        for (String id : ORDER) {
            Firing firing = firings.get(id);
            if (firing != null) {
                choices.take(id, firing, left);
            }
        }
        choices.findConflicts(firings, left);
        return choices;
    }

    private void take(String id, Firing firing, List<HardwareProfile> left) {
        for (String candidate : firing.candidates()) {
            candidates.add(candidate);
            left.stream()
                    .filter(profile -> profile.id().equals(candidate))
                    .filter(profile ->
                            chosen.stream().noneMatch(other -> other.profile().equals(profile)))
                    .forEach(profile -> chosen.add(new Chosen(profile, id, firing.text())));
        }
    }

    /** Two fired rules whose best surviving candidates differ are both right on their own terms: say what settles it. */
    private void findConflicts(Map<String, Firing> firings, List<HardwareProfile> left) {
        List<String> ids = ORDER.stream().filter(firings::containsKey).toList();
        for (int i = 0; i < ids.size(); i++) {
            for (int j = i + 1; j < ids.size(); j++) {
                String first = best(firings, ids.get(i), left);
                String second = best(firings, ids.get(j), left);
                if (!first.isEmpty() && !second.isEmpty() && !first.equals(second)) {
                    String variable = settledBy(ids.get(i), ids.get(j));
                    conflicts.add(new Conflict(
                            ids.get(i),
                            ids.get(j),
                            variable,
                            Prose.text(
                                    "%s points to %s and %s to %s; %s decides between them.",
                                    ids.get(i), first, ids.get(j), second, variable)));
                }
            }
        }
    }

    private static String best(Map<String, Firing> firings, String id, List<HardwareProfile> left) {
        Firing firing = firings.get(id);
        if (firing == null) {
            return "";
        }
        for (String candidate : firing.candidates()) {
            for (HardwareProfile profile : left) {
                if (profile.id().equals(candidate)) {
                    return profile.name();
                }
            }
        }
        return "";
    }

    private static String settledBy(String first, String second) {
        return switch (first + second) {
            case "Q1Q2" -> "the utilization of an accelerator";
            case "Q1Q3" -> "the network round trip against the CPU's latency";
            case "Q2Q3" -> "the number of model changes per year";
            case "R4R5" -> "the power budget";
            default -> "the share of each kind of work";
        };
    }

    List<Step> steps() {
        return List.copyOf(steps);
    }

    List<Chosen> chosen() {
        return List.copyOf(chosen);
    }

    List<Conflict> conflicts() {
        return List.copyOf(conflicts);
    }

    List<FlipPoint> flipPoints() {
        return List.copyOf(flipPoints);
    }

    List<String> notAsked() {
        return List.copyOf(notAsked);
    }

    /** Everything that the fired rules point to, survivors or not. */
    List<String> candidates() {
        return List.copyOf(candidates);
    }

    /** Whether any rule chose. */
    boolean fired() {
        return !candidates.isEmpty();
    }
}
