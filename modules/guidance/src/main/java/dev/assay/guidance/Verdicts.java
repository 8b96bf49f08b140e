package dev.assay.guidance;

import dev.assay.guidance.Judgement.Comparison;
import dev.assay.guidance.Judgement.GuidanceVerdict;
import dev.assay.guidance.Judgement.ObjectivesOutcome;
import dev.assay.guidance.Judgement.Outcome;
import dev.assay.guidance.Judgement.RunJudgement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Holds the runs of an experiment against its objectives, against each other and against the guidance. */
public final class Verdicts {
    private Verdicts() {}

    /**
     * Judges an experiment.
     *
     * @param target   the profile the user wants an answer for, or null
     * @param advice   what the rules said, or null when they were not asked
     * @param profiles to look up the hardware of each run
     * @param seed     of the bootstrap, stored with each interval
     * @throws InvalidGuidanceInput when an objective is absurd
     */
    public static Judgement judge(
            Objectives objectives,
            List<RunFacts> runs,
            @Nullable HardwareProfile target,
            @Nullable Advice advice,
            HardwareProfiles profiles,
            long seed) {
        if (!objectives.problems().isEmpty()) {
            throw new InvalidGuidanceInput(objectives.problems());
        }
        List<RunJudgement> judged =
                runs.stream().map(run -> RunVerdicts.judge(objectives, run)).toList();
        List<Comparison> all = new ArrayList<>();
        for (RunFacts run : runs) {
            baseline(run, runs).ifPresent(base -> all.add(Comparisons.compare(run, base, seed)));
        }
        List<Comparison> comparisons = Comparisons.corrected(all);
        ObjectivesOutcome outcome = outcome(objectives, runs, judged);
        GuidanceVerdict guidance = GuidanceVerdicts.judge(objectives, runs, judged, target, advice, profiles, seed);
        return new Judgement(
                sentence(objectives, runs, judged, outcome, comparisons) + " " + guidance.sentence(),
                outcome,
                judged,
                comparisons,
                List.of(),
                guidance);
    }

    /** The fp32 run on the same device under the same workload. */
    private static Optional<RunFacts> baseline(RunFacts run, List<RunFacts> runs) {
        if (run.scheme().equals("fp32") || !run.outcome().usable()) {
            return Optional.empty();
        }
        return runs.stream()
                .filter(base -> base.scheme().equals("fp32") && base.outcome().usable())
                .filter(base ->
                        base.device().equals(run.device()) && base.workload().equals(run.workload()))
                .findFirst();
    }

    private static ObjectivesOutcome outcome(Objectives objectives, List<RunFacts> runs, List<RunJudgement> judged) {
        List<String> metBy = judged.stream()
                .filter(run -> run.outcome() == Outcome.MET)
                .map(RunJudgement::runId)
                .toList();
        if (objectives.isEmpty()) {
            return new ObjectivesOutcome(null, Outcome.NONE, List.of(), List.of(), List.of());
        }
        if (!metBy.isEmpty()) {
            return new ObjectivesOutcome(true, Outcome.MET, metBy, List.of(), List.of());
        }
        return nearest(runs, judged)
                .map(near -> new ObjectivesOutcome(
                        false,
                        judged.stream().anyMatch(run -> run.outcome() == Outcome.UNDECIDED)
                                ? Outcome.UNDECIDED
                                : Outcome.FAILED,
                        List.of(),
                        named(near, Outcome.FAILED),
                        named(near, Outcome.UNDECIDED)))
                .orElseGet(() -> new ObjectivesOutcome(false, Outcome.UNDECIDED, List.of(), List.of(), List.of()));
    }

    private static List<String> named(RunJudgement run, Outcome outcome) {
        return run.results().stream()
                .filter(result -> result.outcome() == outcome)
                .map(Judgement.ObjectiveResult::objective)
                .toList();
    }

    /** One whose numbers may be used; among those the fewest failed objectives, then fewest open ones, then the shortest median. */
    private static Optional<RunJudgement> nearest(List<RunFacts> runs, List<RunJudgement> judged) {
        return judged.stream()
                .min(Comparator.<RunJudgement, RunFacts.Outcome>comparing(
                                run -> trust(facts(runs, run).outcome()))
                        .thenComparingInt(run -> named(run, Outcome.FAILED).size())
                        .thenComparingInt(run -> named(run, Outcome.UNDECIDED).size())
                        .thenComparingDouble(run -> medianMs(facts(runs, run))));
    }

    /** Suspect runs are as near as valid ones. */
    private static RunFacts.Outcome trust(RunFacts.Outcome outcome) {
        return outcome.usable() ? RunFacts.Outcome.VALID : outcome;
    }

    static RunFacts facts(List<RunFacts> runs, RunJudgement judged) {
        return runs.stream()
                .filter(run -> run.runId().equals(judged.runId()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No facts for the run " + judged.runId()));
    }

    static double medianMs(RunFacts run) {
        return run.latency() == null ? Double.POSITIVE_INFINITY : run.latency().medianMs();
    }

    private static String sentence(
            Objectives objectives,
            List<RunFacts> runs,
            List<RunJudgement> judged,
            ObjectivesOutcome outcome,
            List<Comparison> comparisons) {
        Optional<RunJudgement> near = nearest(runs, judged);
        boolean open = outcome.outcome() == Outcome.UNDECIDED || outcome.outcome() == Outcome.NONE;
        if (near.isEmpty()
                || (open && runs.stream().noneMatch(run -> run.outcome().usable()))) {
            return nothingToUse(runs, judged);
        }
        RunJudgement best = judged.stream()
                .filter(run -> outcome.metBy().contains(run.runId()))
                .min(Comparator.comparingDouble(run -> medianMs(facts(runs, run))))
                .orElse(near.get());
        String compared = comparisons.stream()
                .filter(comparison -> comparison.runId().equals(best.runId()))
                .findFirst()
                .map(comparison -> " " + comparison.sentence())
                .orElse("");
        if (objectives.isEmpty()) {
            String all = comparisons.isEmpty()
                    ? ""
                    : " "
                            + String.join(
                                    " ",
                                    comparisons.stream()
                                            .map(Comparison::sentence)
                                            .toList());
            return "No objective was set, so nothing is judged." + all;
        }
        if (outcome.outcome() == Outcome.MET) {
            String spoilt = facts(runs, best).outcome().usable() ? "" : RunVerdicts.INVALID;
            return Prose.text("%s on %s meets %s.%s%s", best.scheme(), best.device(), asked(best), spoilt, compared);
        }
        String noRun = outcome.outcome() == Outcome.UNDECIDED ? "No run is shown to meet" : "No run meets";
        return Prose.text(
                "%s every objective; the nearest is %s on %s: %s%s",
                noRun, best.scheme(), best.device(), best.sentence(), compared);
    }

    /** Load spoils latencies, but neither sizes nor fidelity: those are still worth saying, with what was asked of them. */
    private static String nothingToUse(List<RunFacts> runs, List<RunJudgement> judged) {
        if (runs.stream().noneMatch(run -> run.outcome() == RunFacts.Outcome.INVALID)) {
            return "No run has produced numbers that may be used.";
        }
        Optional<Long> original = runs.stream()
                .filter(run -> run.scheme().equals("fp32"))
                .map(RunFacts::bytes)
                .filter(Objects::nonNull)
                .findFirst();
        String kept = runs.stream()
                .filter(run -> !run.scheme().equals("fp32") && run.outcome().outputsUsable())
                .filter(run -> run.bytes() != null && run.fidelity() != null)
                .map(run -> Prose.text(
                        " Load changes neither size nor fidelity: %s takes %s%s at cosine %s%s.",
                        run.scheme(),
                        Prose.bytes(Objects.requireNonNull(run.bytes())),
                        original.map(bytes -> " instead of " + Prose.bytes(bytes))
                                .orElse(""),
                        RunVerdicts.cosine(Objects.requireNonNull(run.fidelity())),
                        decided(run, judged)))
                .findFirst()
                .orElse("");
        return "No latency may be used: the measurements are INVALID." + kept
                + " Each run says why; run again when the device has nothing else to do.";
    }

    /** Which objectives a run meets or fails although its latencies are not used. */
    private static String decided(RunFacts run, List<RunJudgement> judged) {
        List<Judgement.ObjectiveResult> results = judged.stream()
                .filter(judgement -> judgement.runId().equals(run.runId()))
                .flatMap(judgement -> judgement.results().stream())
                .toList();
        List<String> met = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        for (Judgement.ObjectiveResult result : results) {
            if (result.outcome() == Outcome.MET) {
                met.add(RunVerdicts.inWords(result));
            } else if (result.outcome() == Outcome.FAILED) {
                failed.add(RunVerdicts.inWords(result));
            }
        }
        String good = met.isEmpty() ? "" : "meets " + Prose.list(met);
        String bad = failed.isEmpty() ? "" : "fails " + Prose.list(failed);
        return good.isEmpty() && bad.isEmpty()
                ? ""
                : ", which " + good + (good.isEmpty() || bad.isEmpty() ? "" : " and ") + bad;
    }

    /** The objectives in words, with the figure that met each. */
    private static String asked(RunJudgement run) {
        return Prose.list(run.results().stream().map(RunVerdicts::inWords).toList());
    }
}
