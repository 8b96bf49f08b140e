package dev.assay.guidance;

import dev.assay.guidance.statistics.RatioInterval;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An experiment held against its objectives and the guidance.
 *
 * @param sentence    opens the page: which scheme meets what, how much smaller and faster, what the guidance says
 * @param objectives  the experiment as a whole
 * @param runs        one per run, in the order given
 * @param comparisons each scheme against {@code fp32} on the same device
 * @param claims      general claims that these runs speak to; empty until {@code claims.RunRules} was asked
 * @param guidance    whether the runs confirm the advice
 */
public record Judgement(
        String sentence,
        ObjectivesOutcome objectives,
        List<RunJudgement> runs,
        List<Comparison> comparisons,
        List<ClaimCheck> claims,
        GuidanceVerdict guidance) {

    /** The same judgement under another sentence, for what is known of the runs besides their numbers. */
    public Judgement withSentence(String other) {
        return new Judgement(other, objectives, runs, comparisons, claims, guidance);
    }

    /** The same judgement with what the runs say about general claims. */
    public Judgement withClaims(List<ClaimCheck> checks) {
        return new Judgement(sentence, objectives, runs, comparisons, List.copyOf(checks), guidance);
    }

    /** A bound may not decide, and what was not asked is neither met nor failed. */
    public enum Outcome {
        MET,
        FAILED,
        UNDECIDED,
        /** Nothing was asked. */
        NONE
    }

    /**
     * The experiment as a whole: the objectives are met when one run meets them all.
     *
     * @param met       whether some run meets every objective; null when none was set
     * @param outcome   the same, with what is open told from what failed
     * @param metBy     ids of the runs that meet all
     * @param failed    objectives that the nearest run fails; empty when met
     * @param undecided objectives that the nearest run leaves open; empty when met
     */
    public record ObjectivesOutcome(
            @Nullable Boolean met, Outcome outcome, List<String> metBy, List<String> failed, List<String> undecided) {}

    /** One run against every objective; {@code sentence} says it in words. */
    public record RunJudgement(
            String runId,
            String scheme,
            String device,
            Outcome outcome,
            List<ObjectiveResult> results,
            String sentence) {}

    /**
     * One objective of one run.
     *
     * @param objective   field name in {@link Objectives}
     * @param limit       what was asked
     * @param measured    the figure held against it, or null when there is none
     * @param moreSamples how many more samples would decide, when that is what is missing
     */
    public record ObjectiveResult(
            String objective,
            Outcome outcome,
            double limit,
            @Nullable Double measured,
            String unit,
            @Nullable Long moreSamples,
            String sentence) {}

    /**
     * A scheme against the baseline on one device.
     *
     * @param speedUp   median latency of the baseline over that of the scheme, with its interval; null without samples
     * @param sizeRatio bytes of the baseline over those of the scheme
     * @param fidelity  mean cosine with fp32
     */
    public record Comparison(
            String device,
            String runId,
            String scheme,
            String baselineRunId,
            @Nullable RatioInterval speedUp,
            @Nullable Double sizeRatio,
            @Nullable Double fidelity,
            String sentence) {
        Comparison withSentence(String other) {
            return new Comparison(device, runId, scheme, baselineRunId, speedUp, sizeRatio, fidelity, other);
        }
    }

    /** A general claim, judged from one pair of runs. */
    public record ClaimCheck(
            String claim,
            String runId,
            Verdict verdict,
            String sentence,
            @Nullable String wouldDecide) {}

    /** Whether the runs confirm the advice, in words, and what would decide it. */
    public record GuidanceVerdict(
            Verdict verdict, String sentence, @Nullable String wouldDecide) {}
}
