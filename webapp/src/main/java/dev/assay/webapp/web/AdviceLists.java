package dev.assay.webapp.web;

import dev.assay.guidance.Advice;
import dev.assay.guidance.DecisionInput;
import dev.assay.guidance.Prose;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Named;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** An advice as lists that a page shows: what was ruled out by profile, and what remains, the recommended first. */
@Named("adviceLists")
@RequestScoped
public class AdviceLists {
    /** Names of more than one word: shorter ones read as words already. */
    private static final Pattern NAME = Pattern.compile("\\b[a-z]+(?:[A-Z][a-z0-9]*)+\\b");

    private static final Set<String> FIELDS = Set.copyOf(DecisionInput.fields());

    /** A profile that cannot do it, with every rule that says so. */
    public record RuledOut(String profileId, String name, List<Advice.Elimination> reasons) {}

    /** What was ruled out: one entry for each profile, in the order in which the rules met them. */
    public List<RuledOut> ruledOut(Advice advice) {
        Map<String, RuledOut> byProfile = new LinkedHashMap<>();
        for (Advice.Elimination elimination : advice.eliminated()) {
            byProfile
                    .computeIfAbsent(
                            elimination.profileId(), id -> new RuledOut(id, elimination.name(), new ArrayList<>()))
                    .reasons()
                    .add(elimination);
        }
        return List.copyOf(byProfile.values());
    }

    /** What remains: the recommended profiles in their order, then the others in the order of the advice. */
    public List<Advice.Survivor> remaining(Advice advice) {
        Map<String, Integer> place = places(advice);
        return advice.survivors().stream()
                .sorted(Comparator.comparing(
                        (Advice.Survivor survivor) -> place.getOrDefault(survivor.profileId(), Integer.MAX_VALUE)))
                .toList();
    }

    /** Rules of one kind, in the order in which they ran. */
    public record Stage(String title, List<Advice.Step> steps, long fired) {}

    /** Every rule, grouped by what it can do. */
    public List<Stage> stages(Advice advice) {
        return List.of(
                        stage("What cannot do it", advice, "H", "C"),
                        stage("What the answers point to", advice, "Q", "R", "P"),
                        stage("What measurements have taught", advice, "E"))
                .stream()
                .filter(stage -> !stage.steps().isEmpty())
                .toList();
    }

    private static Stage stage(String title, Advice advice, String... letters) {
        List<Advice.Step> steps = advice.trace().stream()
                .filter(step -> List.of(letters).contains(step.rule().substring(0, 1)))
                .toList();
        return new Stage(title, steps, steps.stream().filter(Advice.Step::fired).count());
    }

    /** Whether the time of the model is known, so that cost and energy of an inference are. */
    public boolean timed(Advice advice) {
        return advice.survivors().stream().anyMatch(survivor -> survivor.floorMs() != null);
    }

    /** What it takes to run a model there, in words; empty when unknown. */
    public String effort(@Nullable Integer effort) {
        return effort == null
                ? ""
                : switch (effort) {
                    case 1 -> "ONNX Runtime, processor";
                    case 2 -> "ONNX Runtime, other provider";
                    case 3 -> "vendor's toolchain";
                    default -> "move to XLA";
                };
    }

    private static final int FEW = 12;

    /** Whether what remains is short enough to be shown at once. */
    public boolean few(Advice advice) {
        return advice.survivors().size() <= FEW;
    }

    /** A figure with three significant digits, however small; a dash when unknown. */
    public String figure(@Nullable Double value, int factor) {
        return value == null ? "\u2013" : Prose.number(factor * value);
    }

    /** A sentence of a rule with the questions as the form calls them instead of the names that programs use. */
    public String words(String text) {
        Matcher name = NAME.matcher(text);
        return name.replaceAll(found -> Matcher.quoteReplacement(
                FIELDS.contains(found.group()) ? "\u201c" + Questions.label(found.group()) + "\u201d" : found.group()));
    }

    /** Whether the rules put a profile forward. */
    public boolean recommended(Advice advice, String profileId) {
        return places(advice).containsKey(profileId);
    }

    /** Whether "unbeaten" tells profiles apart: at least one of those that remain is, and fewer than half of them are. */
    public boolean distinguishes(Advice advice) {
        long unbeaten =
                advice.survivors().stream().filter(Advice.Survivor::pareto).count();
        return unbeaten > 0 && 2 * unbeaten < advice.survivors().size();
    }

    private static Map<String, Integer> places(Advice advice) {
        Map<String, Integer> place = new LinkedHashMap<>();
        IntStream.range(0, advice.recommended().size())
                .forEach(i -> place.putIfAbsent(advice.recommended().get(i).profileId(), i));
        Advice.Recommendation second = advice.runnerUp();
        if (second != null) {
            place.putIfAbsent(second.profileId(), place.size());
        }
        return place;
    }
}
