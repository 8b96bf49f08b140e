package dev.assay.guidance.claims;

import static dev.assay.guidance.Prose.number;
import static dev.assay.guidance.Prose.text;

import dev.assay.guidance.ClaimRatio;
import dev.assay.guidance.Judgement.Comparison;
import dev.assay.guidance.Prose;
import dev.assay.guidance.RunFacts;
import dev.assay.guidance.Verdict;
import dev.assay.guidance.statistics.Interval;
import dev.assay.guidance.statistics.PairedLoss;
import dev.assay.guidance.statistics.Proportion;
import dev.assay.guidance.statistics.RatioInterval;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The claims that runs can decide, one rule each. A rule first asks whether the run is comparable at all, then holds the
 * measured ratio with its interval against the band that the claim covers.
 */
public final class RunRules {
    /** The claims that have a rule. */
    public static final List<String> CLAIMS = List.of("C18", "C19", "C20", "C21", "C22", "C43");

    /** Smaller files are mostly graph: what becomes of the weights cannot be read from their size. */
    private static final long LEAST_BYTES = 100_000;

    /** Below this the call itself takes most of the time, and what a scheme gains cannot be told. */
    private static final double LEAST_MS = 0.05;

    private static final int LEAST_SAMPLES = 8;
    private static final double SUSTAINED_SECONDS = 15 * 60;
    private static final double THROTTLED = 1.05;
    private static final double FASTER = 1.10;
    private static final double SAME_ANSWERS = 0.98;

    private RunRules() {}

    /**
     * What the runs of one experiment say.
     *
     * @param runs        of the experiment
     * @param comparisons each scheme against fp32 on the same device, as judged
     * @param others      valid runs of other experiments, of the same models, to compare batches with
     * @param seed        of the bootstrap
     */
    public static List<RunEvidence> judge(
            List<ClaimRun> runs, List<Comparison> comparisons, List<ClaimRun> others, long seed) {
        List<RunEvidence> found = new ArrayList<>();
        for (ClaimRun run : runs) {
            size(run, runs).ifPresent(found::add);
            comparisons.stream()
                    .filter(pair -> pair.runId().equals(run.facts().runId()))
                    .findFirst()
                    .ifPresent(pair -> base(runs, pair)
                            .flatMap(base -> faster(run, base, pair))
                            .ifPresent(found::add));
            loss(run).ifPresent(found::add);
            batching(run, others, seed).ifPresent(found::add);
            sustained(run, seed).ifPresent(found::add);
        }
        return List.copyOf(found);
    }

    private static Optional<ClaimRun> base(List<ClaimRun> runs, Comparison pair) {
        return runs.stream()
                .filter(run -> run.facts().runId().equals(pair.baselineRunId()))
                .findFirst();
    }

    /** C20 and C43: how much smaller the file is. A size has no spread, and no load changes it. */
    private static Optional<RunEvidence> size(ClaimRun run, List<ClaimRun> runs) {
        boolean int8 = run.scheme("int8-dynamic") || run.scheme("int8-static") || run.scheme("int8-weight-only");
        Long smaller = run.facts().bytes();
        Optional<ClaimRun> original = runs.stream()
                .filter(other -> other.scheme("fp32") && other.model().equals(run.model()))
                .filter(other ->
                        other.facts().outcome().outputsUsable() && other.facts().bytes() != null)
                .findFirst();
        if (original.isEmpty()
                || smaller == null
                || !run.facts().outcome().outputsUsable()
                || !(int8 || run.scheme("fp16"))) {
            return Optional.empty();
        }
        long bytes = Objects.requireNonNull(original.get().facts().bytes());
        String baseline = original.get().facts().runId();
        double ratio = (double) bytes / smaller;
        String claim = int8 ? "C20" : "C43";
        double least = int8 ? 3.4 : 2 / 1.02;
        double most = int8 ? 4.05 : 2 * 1.02;
        if (bytes < LEAST_BYTES) {
            return Optional.of(new RunEvidence(
                    claim,
                    "",
                    run.facts().runId(),
                    baseline,
                    ratio,
                    ratio,
                    ratio,
                    ClaimVerdict.NOT_COMPARABLE,
                    text(
                            "The model has %s, most of it graph and not weights, so its size says nothing.",
                            Prose.bytes((double) bytes)),
                    "A model of at least 100 kB."));
        }
        ClaimRatio held = ClaimRatio.judge(new Interval(ratio, ratio, ratio), 1, least, most);
        return Optional.of(new RunEvidence(
                claim,
                "",
                run.facts().runId(),
                baseline,
                ratio,
                ratio,
                ratio,
                verdict(held),
                "How many times smaller the file is: " + held.sentence(),
                null));
    }

    /** C21: whether int8 is faster, by kind of net and scheme. */
    private static Optional<RunEvidence> faster(ClaimRun run, ClaimRun base, Comparison pair) {
        if (!run.scheme("int8-dynamic") && !run.scheme("int8-static")) {
            return Optional.empty();
        }
        String part = (run.convolutional() ? "convolutions-" : "products-")
                + (run.scheme("int8-dynamic") ? "dynamic" : "static");
        RatioInterval ratio = pair.speedUp();
        RunFacts facts = run.facts();
        if (ratio == null) {
            return Optional.of(evidence(
                    "C21",
                    part,
                    run,
                    pair.baselineRunId(),
                    null,
                    ClaimVerdict.INSUFFICIENT,
                    "There are too few samples to say whether int8 is faster.",
                    "A valid run of at least 64 samples of both schemes."));
        }
        if (facts.outcome() != RunFacts.Outcome.VALID || base.facts().outcome() != RunFacts.Outcome.VALID) {
            return Optional.of(evidence(
                    "C21",
                    part,
                    run,
                    pair.baselineRunId(),
                    ratio,
                    ClaimVerdict.INSUFFICIENT,
                    "One of the two runs is suspect, so they do not say whether int8 is faster.",
                    "A valid run of both schemes on an otherwise idle device."));
        }
        double baseMs = base.facts().latency() == null
                ? 0
                : Objects.requireNonNull(base.facts().latency()).medianMs();
        if (baseMs < LEAST_MS) {
            return Optional.of(evidence(
                    "C21",
                    part,
                    run,
                    pair.baselineRunId(),
                    ratio,
                    ClaimVerdict.NOT_COMPARABLE,
                    text("The call itself takes most of these %s, whatever the scheme.", Prose.ms(baseMs)),
                    "A model that takes at least 0.05 ms."));
        }
        ClaimRatio held = ClaimRatio.judge(
                new Interval(ratio.ratio(), ratio.low(), ratio.high()), ratio.processStarts(), FASTER, null);
        String kept = part.equals("convolutions-dynamic") ? " Its convolutions stayed in fp32." : "";
        return Optional.of(evidence(
                "C21",
                part,
                run,
                pair.baselineRunId(),
                ratio,
                verdict(held),
                "Speed-up over fp32: " + held.sentence() + kept,
                more(held)));
    }

    private static ClaimVerdict verdict(ClaimRatio held) {
        return ClaimVerdict.valueOf(held.verdict().name());
    }

    private static @Nullable String more(ClaimRatio held) {
        Integer more = held.moreSessions();
        if (held.verdict() != Verdict.INSUFFICIENT) {
            return null;
        }
        return more == null
                ? "The ratio sits on the margin; no realistic number of process starts would decide."
                : text("About %d more process starts of each.", more);
    }

    /**
     * C19: that int8 loses almost nothing. What changes no answer loses no point, so the share of changed answers bounds
     * the loss; labels decide where they show a loss beyond the margin.
     */
    private static Optional<RunEvidence> loss(ClaimRun run) {
        boolean int8 = run.scheme("int8-dynamic") || run.scheme("int8-static");
        if (!int8 || !run.facts().outcome().outputsUsable()) {
            return Optional.empty();
        }
        Double accuracy = run.accuracy();
        Double before = run.baseAccuracy();
        if (accuracy != null && before != null && run.examples() > 0) {
            PairedLoss lost = PairedLoss.ofScores(before, accuracy, run.examples());
            String points = text(
                    "It loses %s points of accuracy over %d examples (%s to %s with 95 %% confidence).",
                    number(100 * lost.loss()), run.examples(), number(100 * lost.low()), number(100 * lost.high()));
            if (lost.inferior(PairedLoss.MARGIN) || lost.nonInferior(PairedLoss.MARGIN)) {
                return Optional.of(bounded(
                        run,
                        lost.loss(),
                        lost.low(),
                        lost.high(),
                        lost.inferior(PairedLoss.MARGIN) ? ClaimVerdict.CONTRADICTED : ClaimVerdict.CONFIRMED,
                        points,
                        null));
            }
        }
        Double same = run.top1();
        if (same == null || run.compared() == 0) {
            return Optional.of(bounded(
                    run,
                    null,
                    null,
                    null,
                    ClaimVerdict.NOT_COMPARABLE,
                    "The model answers with no class, so there is no accuracy to lose; its outputs were compared by cosine.",
                    "A model that answers with classes."));
        }
        Proportion equal = Proportion.of(Math.round(same * run.compared()), run.compared());
        ClaimVerdict verdict = equal.low() >= SAME_ANSWERS
                ? ClaimVerdict.CONFIRMED
                : equal.high() < SAME_ANSWERS ? ClaimVerdict.CONTRADICTED : ClaimVerdict.INSUFFICIENT;
        String ending = switch (verdict) {
            case CONFIRMED -> ".";
            case CONTRADICTED -> ": fewer than the 98 % asked for.";
            default -> ", on both sides of 98 %.";
        };
        return Optional.of(bounded(
                run,
                equal.share(),
                equal.low(),
                equal.high(),
                verdict,
                text(
                                "The same answer as fp32 in %s %% of %d inputs (%s to %s %% with 95 %% confidence)",
                                number(100 * equal.share()),
                                run.compared(),
                                number(100 * equal.low()),
                                number(100 * equal.high()))
                        + ending,
                verdict != ClaimVerdict.INSUFFICIENT
                        ? null
                        : same >= 1 ? "189 inputs without a different answer." : "More inputs."));
    }

    /** C22: throughput at a larger batch against the same at a batch of one, of this or another experiment. */
    private static Optional<RunEvidence> batching(ClaimRun run, List<ClaimRun> others, long seed) {
        Optional<ClaimRun> pair = others.stream()
                .filter(other -> sameButBatch(run, other) && (run.batch() == 1) != (other.batch() == 1))
                .findFirst();
        if (pair.isEmpty() || !timed(run) || !timed(pair.get())) {
            return Optional.empty();
        }
        ClaimRun one = run.batch() == 1 ? run : pair.get();
        ClaimRun many = run.batch() == 1 ? pair.get() : run;
        RatioInterval times =
                RatioInterval.of(one.facts().nanosByStart(), many.facts().nanosByStart(), seed);
        double b = many.batch();
        Interval throughput = new Interval(b * times.ratio(), b * times.low(), b * times.high());
        ClaimRatio held = ClaimRatio.judge(throughput, times.processStarts(), FASTER, null);
        return Optional.of(new RunEvidence(
                "C22",
                "",
                run.facts().runId(),
                pair.get().facts().runId(),
                throughput.value(),
                throughput.low(),
                throughput.high(),
                verdict(held),
                text("Throughput at a batch of %d over that at 1: %s", many.batch(), held.sentence()),
                more(held)));
    }

    private static boolean sameButBatch(ClaimRun run, ClaimRun other) {
        return run.model().equals(other.model())
                && run.facts().scheme().equals(other.facts().scheme())
                && run.facts().device().equals(other.facts().device())
                && run.threads() == other.threads();
    }

    private static boolean timed(ClaimRun run) {
        return run.facts().outcome() == RunFacts.Outcome.VALID
                && run.facts().latencyNanos().size() >= LEAST_SAMPLES;
    }

    /** C18: whether a device slows down under lasting load. One that does not is no argument against the claim. */
    private static Optional<RunEvidence> sustained(ClaimRun run, long seed) {
        if (!run.tier().equals("sustained") || run.facts().latencyNanos().size() < 5 * LEAST_SAMPLES) {
            return Optional.empty();
        }
        List<Long> nanos = run.facts().latencyNanos();
        int fifth = nanos.size() / 5;
        RatioInterval slower = RatioInterval.ofMedians(
                nanos.subList(nanos.size() - fifth, nanos.size()), nanos.subList(0, fifth), seed);
        String found = text(
                "The last fifth takes %s times as long as the first (%s to %s)",
                number(slower.ratio()), number(slower.low()), number(slower.high()));
        if (slower.low() > THROTTLED) {
            return Optional.of(evidence(
                    "C18", "", run, null, slower, ClaimVerdict.CONFIRMED, found + ": the device slowed down.", null));
        }
        boolean longEnough = run.elapsedSeconds() >= SUSTAINED_SECONDS;
        return Optional.of(evidence(
                "C18",
                "",
                run,
                null,
                slower,
                longEnough ? ClaimVerdict.NOT_COMPARABLE : ClaimVerdict.INSUFFICIENT,
                found + (longEnough ? ": this device keeps its speed, others may not." : "."),
                longEnough ? "A device without a fan." : "At least 15 minutes of load."));
    }

    private static RunEvidence evidence(
            String claim,
            String part,
            ClaimRun run,
            @Nullable String baseline,
            @Nullable RatioInterval ratio,
            ClaimVerdict verdict,
            String sentence,
            @Nullable String wouldDecide) {
        return new RunEvidence(
                claim,
                part,
                run.facts().runId(),
                baseline,
                ratio == null ? null : ratio.ratio(),
                ratio == null ? null : ratio.low(),
                ratio == null ? null : ratio.high(),
                verdict,
                sentence,
                wouldDecide);
    }

    private static RunEvidence bounded(
            ClaimRun run,
            @Nullable Double value,
            @Nullable Double low,
            @Nullable Double high,
            ClaimVerdict verdict,
            String sentence,
            @Nullable String wouldDecide) {
        return new RunEvidence("C19", "", run.facts().runId(), null, value, low, high, verdict, sentence, wouldDecide);
    }
}
