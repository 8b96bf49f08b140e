package dev.assay.guidance;

import static dev.assay.guidance.Prose.ms;
import static dev.assay.guidance.Prose.text;

import dev.assay.guidance.DecisionInput.Precision;
import dev.assay.guidance.Judgement.GuidanceVerdict;
import dev.assay.guidance.Judgement.Outcome;
import dev.assay.guidance.Judgement.RunJudgement;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether the runs confirm the advice. Gates first: a run faster than physics allows makes everything implausible; runs
 * on other hardware than the advised one cannot confirm it.
 */
final class GuidanceVerdicts {
    /** A measurement may beat a ceiling by 5 %, the accuracy of published peaks, before it is called impossible. */
    private static final double PHYSICS_TOLERANCE = 1.05;

    /** A ceiling of grade D rests on a recalled rate or a base clock, which real clocks exceed by up to 30 %. */
    private static final double WEAK_TOLERANCE = 1.3;

    private final Objectives objectives;
    private final List<RunFacts> runs;
    private final List<RunJudgement> judged;
    private final HardwareProfiles profiles;
    private final long seed;

    private GuidanceVerdicts(
            Objectives objectives,
            List<RunFacts> runs,
            List<RunJudgement> judged,
            HardwareProfiles profiles,
            long seed) {
        this.objectives = objectives;
        this.runs = runs;
        this.judged = judged;
        this.profiles = profiles;
        this.seed = seed;
    }

    static GuidanceVerdict judge(
            Objectives objectives,
            List<RunFacts> runs,
            List<RunJudgement> judged,
            @Nullable HardwareProfile target,
            @Nullable Advice advice,
            HardwareProfiles profiles,
            long seed) {
        GuidanceVerdicts verdicts = new GuidanceVerdicts(objectives, runs, judged, profiles, seed);
        return verdicts.implausible()
                .or(() -> verdicts.ruledOutYetMeasured(advice))
                .orElseGet(() -> verdicts.subject(target, advice)
                        .map(subject -> verdicts.withTarget(verdicts.ofSubject(subject), subject, target, advice))
                        .orElseGet(() -> new GuidanceVerdict(
                                Verdict.INSUFFICIENT,
                                "The guidance recommends nothing for these answers, so there is nothing to confirm.",
                                "Answers to the four placement questions, or a target profile.")));
    }

    /** What the verdict is about. */
    private record Subject(HardwareProfile profile, String role) {}

    private Optional<Subject> subject(@Nullable HardwareProfile target, @Nullable Advice advice) {
        if (advice != null && !advice.recommended().isEmpty()) {
            Optional<HardwareProfile> first =
                    profiles.find(advice.recommended().getFirst().profileId());
            if (first.isPresent()) {
                return Optional.of(new Subject(first.get(), "the guidance's first choice"));
            }
        }
        return Optional.ofNullable(target).map(profile -> new Subject(profile, "the target"));
    }

    /** What can be said about a target that is neither the first choice nor measured. */
    private GuidanceVerdict withTarget(
            GuidanceVerdict verdict, Subject subject, @Nullable HardwareProfile target, @Nullable Advice advice) {
        if (target == null
                || target.equals(subject.profile())
                || onProfile(target.id()).anyMatch(run -> run.outcome().usable())) {
            return verdict;
        }
        String note = advice == null
                ? ""
                : advice.eliminated().stream()
                        .filter(out -> out.profileId().equals(target.id()))
                        .findFirst()
                        .map(out -> text(" Rule %s rules it out: %s", out.rule(), out.sentence()))
                        .orElse("");
        String floor = runs.stream()
                .flatMap(run -> Physics.floor(target, run.flops(), null, null, precision(run.scheme())).stream())
                .min(Comparator.comparingDouble(Physics.Floor::ms))
                .map(least -> text(" Its peak allows no less than %s, predicted.", ms(least.ms())))
                .orElse("");
        return new GuidanceVerdict(
                verdict.verdict(),
                verdict.sentence() + text(" The target, %s, was not measured.", target.name()) + note + floor,
                verdict.wouldDecide());
    }

    private Optional<GuidanceVerdict> implausible() {
        for (RunFacts run : runs) {
            Optional<HardwareProfile> profile = profileOf(run);
            if (!run.outcome().usable() || run.latency() == null || profile.isEmpty()) {
                continue;
            }
            double median = run.latency().medianMs();
            // The size of the file bounds nothing here: of an embedding table few rows are read.
            Optional<Physics.Floor> floor =
                    Physics.floor(profile.get(), run.flops(), null, null, precision(run.scheme()));
            if (floor.isPresent()
                    && median * tolerance(floor.get()) < floor.get().ms()) {
                return Optional.of(new GuidanceVerdict(
                        Verdict.IMPLAUSIBLE,
                        text(
                                "%s on %s took %s, yet %s cannot be faster than %s (limit: %s): the measurement or the"
                                        + " profile is wrong.",
                                run.scheme(),
                                run.device(),
                                ms(median),
                                profile.get().name(),
                                ms(floor.get().ms()),
                                floor.get().limit()),
                        "A check that the device is the one its profile describes, and that the model really ran."));
            }
        }
        return Optional.empty();
    }

    /** Meeting the objectives refutes a memory rule, and a power rule only when no more power was allowed here. */
    private boolean refutable(Advice.Elimination out) {
        if (out.rule().equals("H3")) {
            return true;
        }
        Double budget =
                out.operands().isEmpty() ? null : out.operands().getFirst().value();
        Double allowed = objectives.powerWatts();
        return out.rule().equals("H2") && budget != null && allowed != null && allowed <= budget;
    }

    private static double tolerance(Physics.Floor floor) {
        return floor.grade() == Grade.D ? WEAK_TOLERANCE : PHYSICS_TOLERANCE;
    }

    /** A profile that was ruled out for memory or power cannot have run, or run within that power, and met them all. */
    private Optional<GuidanceVerdict> ruledOutYetMeasured(@Nullable Advice advice) {
        if (advice == null || objectives.isEmpty()) {
            return Optional.empty();
        }
        return advice.eliminated().stream()
                .filter(this::refutable)
                .filter(out -> onProfile(out.profileId())
                        .anyMatch(run -> run.outcome() == RunFacts.Outcome.VALID
                                && judgement(run).outcome() == Outcome.MET))
                .findFirst()
                .map(out -> new GuidanceVerdict(
                        Verdict.CONTRADICTED,
                        text(
                                "Rule %s ruled out %s, yet it was measured to meet every objective.",
                                out.rule(), out.name()),
                        null));
    }

    private GuidanceVerdict ofSubject(Subject subject) {
        HardwareProfile profile = subject.profile();
        List<RunFacts> own =
                onProfile(profile.id()).filter(run -> run.outcome().usable()).toList();
        if (own.isEmpty()) {
            return unmeasured(subject);
        }
        if (own.stream().noneMatch(run -> run.outcome() == RunFacts.Outcome.VALID)) {
            return new GuidanceVerdict(
                    Verdict.INSUFFICIENT,
                    text("The runs on %s, %s, are suspect and decide nothing.", profile.name(), subject.role()),
                    "A valid run on an otherwise idle device.");
        }
        RunFacts best = own.stream()
                .filter(run -> run.outcome() == RunFacts.Outcome.VALID)
                .min(Comparator.comparing((RunFacts run) -> judgement(run).outcome() != Outcome.MET)
                        .thenComparing(run -> judgement(run).outcome() == Outcome.FAILED)
                        .thenComparingDouble(Verdicts::medianMs))
                .orElseThrow();
        List<RunFacts> rivals = runs.stream()
                .filter(run -> run.outcome() == RunFacts.Outcome.VALID)
                .filter(run -> run.profileId() != null && !run.profileId().equals(profile.id()))
                .toList();
        return againstObjectives(subject, best, rivals)
                .orElseGet(() -> new Rivals(profile, subject.role(), best, profiles, seed).judge(rivals));
    }

    private GuidanceVerdict unmeasured(Subject subject) {
        HardwareProfile profile = subject.profile();
        List<String> measuredOn = runs.stream()
                .filter(run -> run.outcome().usable())
                .map(RunFacts::device)
                .distinct()
                .toList();
        String where = measuredOn.isEmpty() ? "nothing was measured" : "it was measured on " + Prose.list(measuredOn);
        if (!profile.onnxRuntime()) {
            return new GuidanceVerdict(
                    Verdict.NOT_COMPARABLE,
                    text(
                            "%s, %s, is beyond ONNX Runtime's reach (%s) and %s: its figures stay predictions.",
                            profile.name(), subject.role(), profile.executionProvider(), where),
                    "A measurement with the vendor's own tools.");
        }
        return new GuidanceVerdict(
                Verdict.INSUFFICIENT,
                text("%s, %s, is not yet tested: %s.", profile.name(), subject.role(), where),
                text("The same job on a device with the profile %s.", profile.id()));
    }

    /** Decided by the objectives alone unless another profile was measured that also meets them. */
    private Optional<GuidanceVerdict> againstObjectives(Subject subject, RunFacts best, List<RunFacts> rivals) {
        if (objectives.isEmpty()) {
            return Optional.empty();
        }
        HardwareProfile profile = subject.profile();
        RunJudgement own = judgement(best);
        if (own.outcome() == Outcome.UNDECIDED) {
            return Optional.of(new GuidanceVerdict(
                    Verdict.INSUFFICIENT,
                    text("%s, %s, is measured but open: %s", profile.name(), subject.role(), own.sentence()),
                    own.results().stream()
                            .filter(result -> result.moreSamples() != null)
                            .findFirst()
                            .map(result -> text("About %,d more samples.", result.moreSamples()))
                            .orElse("A longer run.")));
        }
        Optional<RunFacts> passing = rivals.stream()
                .filter(run -> judgement(run).outcome() == Outcome.MET)
                .findFirst();
        if (own.outcome() == Outcome.FAILED) {
            String rival = passing.map(run -> text(" %s meets them all.", run.device()))
                    .orElse("");
            return Optional.of(new GuidanceVerdict(
                    Verdict.CONTRADICTED,
                    text(
                            "%s, %s, does not meet the objectives: %s%s",
                            profile.name(), subject.role(), own.sentence(), rival),
                    null));
        }
        return passing.isPresent()
                ? Optional.empty()
                : Optional.of(new GuidanceVerdict(
                        Verdict.CONFIRMED,
                        text("%s, %s, meets every objective.", profile.name(), subject.role())
                                + (rivals.isEmpty() ? " No other hardware was measured." : " No other hardware does."),
                        null));
    }

    private Stream<RunFacts> onProfile(String profileId) {
        return runs.stream().filter(run -> profileId.equals(run.profileId()));
    }

    private RunJudgement judgement(RunFacts run) {
        return judged.stream()
                .filter(judgement -> judgement.runId().equals(run.runId()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The run " + run.runId() + " was not judged"));
    }

    private Optional<HardwareProfile> profileOf(RunFacts run) {
        return run.profileId() == null ? Optional.empty() : profiles.find(run.profileId());
    }

    /** The fastest arithmetic a scheme could use, so that the floor stays a floor. */
    private static Precision precision(String scheme) {
        if (scheme.startsWith("int4")) {
            return Precision.INT4;
        }
        if (scheme.startsWith("int8")) {
            return Precision.INT8;
        }
        return scheme.equals("fp16") ? Precision.FP16 : Precision.FP32;
    }
}
