package dev.assay.guidance;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the rules say about one set of answers, with everything needed to argue with it.
 *
 * @param ruleSet     version of the rules
 * @param sentence    the answer in one sentence
 * @param recommended choices of the rules that fired, best first; empty when no rule fires or nobody survives
 * @param runnerUp    the second choice, or null
 * @param eliminated  profiles that cannot do it, each with the number that rules it out
 * @param survivors   all other profiles, Pareto-best first; never one hidden score
 * @param conflicts   rules that fired and point to different hardware
 * @param flipPoints  the values at which the answer changes
 * @param relaxations smallest changes that would let a profile survive; only when nobody does
 * @param notAsked    answers that some rule needed and did not get, by field name
 * @param trace       every rule in order, fired or not
 * @param claimsUsed  ids of the claims that fired rules rest on
 */
public record Advice(
        String ruleSet,
        String sentence,
        List<Recommendation> recommended,
        @Nullable Recommendation runnerUp,
        List<Elimination> eliminated,
        List<Survivor> survivors,
        List<Conflict> conflicts,
        List<FlipPoint> flipPoints,
        List<Relaxation> relaxations,
        List<String> notAsked,
        List<Step> trace,
        List<String> claimsUsed) {

    /** How firmly a profile is put forward. */
    public enum Standing {
        /** The rules choose it, and the product can measure it. */
        RECOMMENDED,
        /** The rules point to it, but its figures are predictions: measure before deciding. */
        CANDIDATE
    }

    /**
     * A chosen profile.
     *
     * @param rule   id of the rule that chose it
     * @param grade  weakest grade among the figures the choice used
     * @param banner a warning to show with it, or null
     * @param measured the run that moved it to the front; null when no measurement decided
     */
    public record Recommendation(
            String profileId,
            String name,
            String rule,
            Standing standing,
            String why,
            Grade grade,
            @Nullable String banner,
            @Nullable MeasuredPass measured) {}

    /**
     * A stored run that was measured to meet the latency limit.
     *
     * @param percentile of the limit, such as 90
     * @param boundMs    upper bound of that percentile at 99 % confidence, ms
     * @param tier       how long it was measured; empty when unknown
     */
    public record MeasuredPass(
            String runId, String device, String scheme, double percentile, double boundMs, String tier) {}

    /** A profile that a hard rule removes. */
    public record Elimination(String profileId, String name, String rule, String sentence, List<Operand> operands) {}

    /**
     * A profile that remains.
     *
     * @param floorMs       the latency that physics allows at best, ms; null when the model's cost is not given
     * @param watts         power under load as the power rule counts it; null when unknown
     * @param usd           price, one-off; null when unknown
     * @param usdPerHour    rent; null when unknown
     * @param pareto        no other survivor is at least as good on every known axis and better on one
     * @param sloMargin     latency limit over the floor; null without either
     * @param usdPerMillion US dollars per million inferences at the floor, at full use: rent, else the price over three years;
     *                      null when it cannot be computed
     * @param joules        watts times the floor; null without either
     * @param effort        what it takes to run a model there, least first: 1 the processor through ONNX Runtime, 2 another
     *                      of its execution providers, 3 a vendor's toolchain, 4 a move to XLA
     */
    public record Survivor(
            String profileId,
            String name,
            @Nullable Double floorMs,
            @Nullable Double watts,
            @Nullable Double usd,
            @Nullable Double usdPerHour,
            boolean pareto,
            @Nullable Double sloMargin,
            @Nullable Double usdPerMillion,
            @Nullable Double joules,
            @Nullable Integer effort) {}

    /** Two rules that disagree, and the variable whose value would settle it. */
    public record Conflict(String firstRule, String secondRule, String variable, String sentence) {}

    /** The value of a variable at which the answer changes; the value is null where only a direction is known. */
    public record FlipPoint(String variable, @Nullable Double value, String unit, String sentence) {}

    /** The smallest changes to the input with which a profile would survive. */
    public record Relaxation(String profileId, String name, List<String> changes, String sentence) {}

    /** What a rule concluded. */
    public enum StepVerdict {
        /** It chose or constrained. */
        CHOSE,
        /** It removed at least one profile. */
        ELIMINATED,
        /** It adds a warning or an expectation. */
        WARNED,
        /** Its condition does not hold. */
        DID_NOT_FIRE,
        /** It needs answers that were not given. */
        NOT_ASKED,
        /** An earlier, stronger rule decided. */
        OVERRULED
    }

    /** One rule as it ran. {@code text} is a sentence with its numbers, ready to be shown in a tree. */
    public record Step(String rule, boolean fired, List<Operand> operands, StepVerdict verdict, String text) {}
}
