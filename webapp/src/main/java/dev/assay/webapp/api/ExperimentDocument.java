package dev.assay.webapp.api;

import dev.assay.guidance.Advice;
import dev.assay.guidance.Judgement;
import dev.assay.guidance.Objectives;
import dev.assay.guidance.Verdict;
import dev.assay.portal.experiments.CalibrationChoice;
import dev.assay.portal.experiments.ExperimentState;
import dev.assay.portal.experiments.ExperimentView;
import dev.assay.portal.experiments.WorkloadChoice;
import dev.assay.portal.queue.JobView;
import dev.assay.protocol.SchemeSpec;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An experiment as scripts read it; the command {@code assay submit} prints the same document.
 *
 * @param experiment its id
 * @param url        its page
 * @param queue      where the first waiting run stands, or null when none waits
 * @param workload   tier, scenario, threads, dimensions as asked
 * @param calibration what schemes looked at before the rewrite; null when nothing
 * @param versus     the scheme that each run measured in turns with its own, or null
 * @param sentence   the judgement in words; null until the last run ended
 */
public record ExperimentDocument(
        UUID experiment,
        String url,
        ExperimentState state,
        double progress,
        @Nullable Long remainingSeconds,
        JobView.@Nullable Place queue,
        String model,
        String modelSha256,
        @Nullable String target,
        String account,
        Instant created,
        WorkloadChoice workload,
        @Nullable CalibrationChoice calibration,
        @Nullable SchemeSpec versus,
        @Nullable Instant judged,
        @Nullable String sentence,
        List<RunDocument> runs,
        Guidance guidance,
        Outcome objectives,
        List<Judgement.Comparison> comparisons) {

    /**
     * What the guidance says, known from the start, and whether the measurements bear it out.
     *
     * @param recommended ids of profiles, best first
     * @param verdict     null until the last run ended
     */
    public record Guidance(
            List<String> recommended,
            String advice,
            List<Advice.Recommendation> choices,
            List<Advice.Elimination> eliminated,
            List<Advice.Conflict> conflicts,
            @Nullable Verdict verdict,
            @Nullable String sentence,
            @Nullable String wouldDecide,
            String ruleSet,
            List<Advice.Step> trace) {
        static Guidance of(Advice advice, @Nullable Judgement judgement) {
            Judgement.GuidanceVerdict verdict = judgement == null ? null : judgement.guidance();
            return new Guidance(
                    advice.recommended().stream()
                            .map(Advice.Recommendation::profileId)
                            .toList(),
                    advice.sentence(),
                    advice.recommended(),
                    advice.eliminated(),
                    advice.conflicts(),
                    verdict == null ? null : verdict.verdict(),
                    verdict == null ? null : verdict.sentence(),
                    verdict == null ? null : verdict.wouldDecide(),
                    advice.ruleSet(),
                    advice.trace());
        }
    }

    /** Whether one run meets everything that was asked; null until the last run ended. */
    public record Outcome(
            @Nullable Boolean met, List<String> failed, List<String> undecided, List<String> metBy, Objectives asked) {
        static Outcome of(Objectives asked, @Nullable Judgement judgement) {
            if (judgement == null) {
                return new Outcome(null, List.of(), List.of(), List.of(), asked);
            }
            Judgement.ObjectivesOutcome outcome = judgement.objectives();
            return new Outcome(outcome.met(), outcome.failed(), outcome.undecided(), outcome.metBy(), asked);
        }
    }

    static ExperimentDocument of(ExperimentView view, String portal) {
        Judgement judgement = view.judgement();
        return new ExperimentDocument(
                view.id(),
                portal + "/experiments/" + view.id(),
                view.state(),
                view.progress(),
                view.remainingSeconds(),
                view.runs().stream()
                        .map(run -> run.job().place())
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null),
                view.modelRef(),
                view.modelSha256(),
                view.target(),
                view.account(),
                view.created(),
                view.workload(),
                view.calibration(),
                view.versus(),
                view.judgedAt(),
                judgement == null ? null : judgement.sentence(),
                view.runs().stream().map(run -> RunDocument.of(run, judgement)).toList(),
                Guidance.of(view.advice(), judgement),
                Outcome.of(view.objectives(), judgement),
                judgement == null ? List.of() : judgement.comparisons());
    }
}
