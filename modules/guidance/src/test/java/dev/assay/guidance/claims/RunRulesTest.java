package dev.assay.guidance.claims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.guidance.HardwareProfiles;
import dev.assay.guidance.Judgement;
import dev.assay.guidance.Objectives;
import dev.assay.guidance.RunFacts;
import dev.assay.guidance.Verdicts;
import dev.assay.guidance.statistics.LatencySummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunRulesTest {
    private static final HardwareProfiles PROFILES = HardwareProfiles.bundled();
    private static final ClaimLedger LEDGER = ClaimLedger.bundled();

    /** A run around a median, with everything by default. */
    private static ClaimRun run(String id, String scheme, double ms, long bytes, boolean convolutional) {
        return run(id, scheme, ms, bytes, convolutional, 1, "rapid", RunFacts.Outcome.VALID, 1.0, 1000);
    }

    private static ClaimRun run(
            String id,
            String scheme,
            double ms,
            long bytes,
            boolean convolutional,
            long batch,
            String tier,
            RunFacts.Outcome outcome,
            Double top1,
            int compared) {
        Random random = new Random(id.hashCode());
        List<Long> nanos = Stream.generate(() -> (long) (ms * 1e6 * (1 + random.nextGaussian() / 100)))
                .limit(400)
                .toList();
        RunFacts facts = new RunFacts(
                id,
                scheme,
                "board",
                null,
                outcome,
                LatencySummary.of(nanos),
                nanos,
                0.999,
                bytes,
                null,
                null,
                "1 thread");
        return new ClaimRun(
                facts, "m".repeat(64), "model", convolutional, batch, 1, tier, 6, top1, compared, null, null, 0);
    }

    private static List<RunEvidence> judge(ClaimRun... runs) {
        List<RunFacts> facts = Stream.of(runs).map(ClaimRun::facts).toList();
        Judgement judgement = Verdicts.judge(Objectives.NONE, facts, null, null, PROFILES, 7);
        return RunRules.judge(List.of(runs), judgement.comparisons(), List.of(), 7);
    }

    private static Optional<RunEvidence> of(List<RunEvidence> found, String claim) {
        return found.stream().filter(one -> one.claim().equals(claim)).findFirst();
    }

    @ParameterizedTest
    @CsvSource({
        "int8-dynamic, 10, 23000000, C20, CONFIRMED",
        "int8-static, 10, 45000000, C20, CONTRADICTED",
        "'int8-weight-only{bits=8}', 10, 23000000, C20, CONFIRMED",
        "fp16, 10, 45000000, C43, CONFIRMED",
        "fp16, 10, 60000000, C43, CONTRADICTED",
        "int8-dynamic, 10, 23000000, C21, CONFIRMED",
        "int8-dynamic, 25, 23000000, C21, CONTRADICTED",
        "int8-static, 80, 23000000, C21, CONTRADICTED"
    })
    void sizeAndSpeedAreHeldAgainstTheBandsOfTheClaims(
            String scheme, double ms, long bytes, String claim, ClaimVerdict verdict) {
        List<RunEvidence> found = judge(run("a", "fp32", 25, 90_000_000, false), run("b", scheme, ms, bytes, false));
        RunEvidence evidence = of(found, claim).orElseThrow();
        assertThat(evidence.verdict()).isEqualTo(verdict);
        assertThat(evidence.runId()).isEqualTo("b");
        assertThat(evidence.baselineId()).isEqualTo("a");
        assertThat(evidence.low()).isLessThanOrEqualTo(evidence.high());
    }

    @ParameterizedTest
    @CsvSource({
        "int8-dynamic, false, products-dynamic",
        "int8-static, false, products-static",
        "int8-static, true, convolutions-static",
        "int8-dynamic, true, convolutions-dynamic"
    })
    void theFourPartsOfC21AreToldApart(String scheme, boolean convolutional, String part) {
        List<RunEvidence> found =
                judge(run("a", "fp32", 25, 9_000_000, convolutional), run("b", scheme, 10, 2_400_000, convolutional));
        assertThat(of(found, "C21").orElseThrow().part()).isEqualTo(part);
        assertThat(LEDGER.find("C21").orElseThrow().parts())
                .extracting(Claim.Part::key)
                .contains(part);
    }

    @Test
    void otherSchemesSayNothingAboutInt8() {
        assertThat(judge(run("a", "fp32", 25, 9_000_000, false), run("b", "int4-weight-only", 10, 2_000_000, false)))
                .isEmpty();
    }

    @Test
    void loadSpoilsLatenciesAndNoSizes() {
        ClaimRun base = run("a", "fp32", 25, 90_000_000, false, 1, "rapid", RunFacts.Outcome.INVALID, null, 0);
        ClaimRun int8 = run("b", "int8-dynamic", 10, 23_000_000, false, 1, "rapid", RunFacts.Outcome.INVALID, null, 0);
        ClaimRun wrong = run("c", "fp16", 10, 45_000_000, false, 1, "rapid", RunFacts.Outcome.WRONG, null, 0);
        List<RunEvidence> found = judge(base, int8, wrong);
        assertThat(of(found, "C20").orElseThrow().verdict()).isEqualTo(ClaimVerdict.CONFIRMED);
        assertThat(of(found, "C20").orElseThrow().baselineId()).isEqualTo("a");
        assertThat(of(found, "C21")).isEmpty();
        assertThat(of(found, "C43")).isEmpty();
    }

    @Test
    void tinyModelsAndSuspectRunsDecideNothing() {
        List<RunEvidence> tiny =
                judge(run("a", "fp32", 0.01, 12_000, false), run("b", "int8-dynamic", 0.02, 9_000, false));
        assertThat(of(tiny, "C20").orElseThrow().verdict()).isEqualTo(ClaimVerdict.NOT_COMPARABLE);
        assertThat(of(tiny, "C21").orElseThrow().verdict()).isEqualTo(ClaimVerdict.NOT_COMPARABLE);
        ClaimRun suspect =
                run("b", "int8-dynamic", 10, 23_000_000, false, 1, "rapid", RunFacts.Outcome.SUSPECT, 1.0, 1000);
        RunEvidence open = of(judge(run("a", "fp32", 25, 90_000_000, false), suspect), "C21")
                .orElseThrow();
        assertThat(open.verdict()).isEqualTo(ClaimVerdict.INSUFFICIENT);
        assertThat(open.wouldDecide()).isNotBlank();
    }

    /** Lower Wilson bounds from SciPy: {@code binomtest(k, n).proportion_ci(method='wilson')}. */
    @ParameterizedTest
    @CsvSource({
        "1.0, 1000, CONFIRMED, 0.99617",
        "1.0, 64, INSUFFICIENT, 0.94338",
        "0.93, 1000, CONTRADICTED, 0.91247",
        "0.985, 1000, INSUFFICIENT, 0.97540"
    })
    void equalAnswersDecideAboutTheLoss(double top1, int compared, ClaimVerdict verdict, double low) {
        ClaimRun int8 =
                run("b", "int8-dynamic", 10, 23_000_000, false, 1, "rapid", RunFacts.Outcome.VALID, top1, compared);
        RunEvidence evidence =
                of(judge(run("a", "fp32", 25, 90_000_000, false), int8), "C19").orElseThrow();
        assertThat(evidence.verdict()).isEqualTo(verdict);
        assertThat(evidence.low()).isCloseTo(low, within(2e-5));
    }

    @Test
    void withoutClassesNoAccuracyCanBeLost() {
        ClaimRun int8 = run("b", "int8-dynamic", 10, 23_000_000, false, 1, "rapid", RunFacts.Outcome.VALID, null, 0);
        assertThat(of(judge(int8), "C19").orElseThrow().verdict()).isEqualTo(ClaimVerdict.NOT_COMPARABLE);
    }

    @Test
    void labelsThatShowALossContradict() {
        ClaimRun plain = run("b", "int8-static", 10, 23_000_000, true);
        ClaimRun worse = new ClaimRun(
                plain.facts(), plain.model(), "model", true, 1, 1, "rapid", 6, 0.9, 1000, 0.80, 0.93, 1000);
        RunEvidence evidence = of(judge(worse), "C19").orElseThrow();
        assertThat(evidence.verdict()).isEqualTo(ClaimVerdict.CONTRADICTED);
        assertThat(evidence.sentence()).contains("13 points");
    }

    @ParameterizedTest
    @CsvSource({"14.36, CONFIRMED, 10.5", "151, CONTRADICTED, 1", "480, CONTRADICTED, 0.31"})
    void batchesAreComparedWithTheSameRunAtOne(double ms, ClaimVerdict verdict, double ratio) {
        ClaimRun one = run("one", "fp32", 4.72, 9_000_000, false);
        ClaimRun many = run("many", "fp32", ms, 9_000_000, false, 32, "rapid", RunFacts.Outcome.VALID, null, 0);
        List<RunEvidence> found = RunRules.judge(List.of(many), List.of(), List.of(one), 7);
        RunEvidence evidence = of(found, "C22").orElseThrow();
        assertThat(evidence.verdict()).isEqualTo(verdict);
        assertThat(evidence.ratio()).isCloseTo(ratio, within(ratio * 0.02));
        assertThat(evidence.baselineId()).isEqualTo("one");
        assertThat(RunRules.judge(List.of(one), List.of(), List.of(many), 7)
                        .getFirst()
                        .ratio())
                .isCloseTo(evidence.ratio(), within(1e-9));
        assertThat(RunRules.judge(List.of(many), List.of(), List.of(many), 7)).isEmpty();
    }

    @Test
    void lastingLoadIsJudgedFromTheFirstAndLastFifth() {
        ClaimRun steady = run("a", "fp32", 5, 9_000_000, false, 1, "sustained", RunFacts.Outcome.VALID, null, 0);
        assertThat(of(judge(steady), "C18").orElseThrow().verdict()).isEqualTo(ClaimVerdict.INSUFFICIENT);
        List<Long> rising =
                IntStream.range(0, 1000).mapToObj(i -> 5_000_000L + 3_000L * i).toList();
        RunFacts f = steady.facts();
        ClaimRun hot = new ClaimRun(
                new RunFacts(
                        "h",
                        "fp32",
                        "board",
                        null,
                        f.outcome(),
                        LatencySummary.of(rising),
                        rising,
                        null,
                        1L,
                        null,
                        null,
                        ""),
                steady.model(),
                "model",
                false,
                1,
                1,
                "sustained",
                1800,
                null,
                0,
                null,
                null,
                0);
        RunEvidence evidence = of(judge(hot), "C18").orElseThrow();
        assertThat(evidence.verdict()).isEqualTo(ClaimVerdict.CONFIRMED);
        assertThat(evidence.ratio()).isCloseTo(7.7 / 5.3, within(0.01));
    }

    @Test
    void oneContradictingCombinationDecidesAndANewerRunReplacesAnOlderOne() {
        Claim claim = LEDGER.find("C20").orElseThrow();
        List<Standing.Entry> entries = new ArrayList<>();
        assertThat(Standing.of(claim, entries).verdict()).isEqualTo(ClaimVerdict.CONFIRMED);
        assertThat(Standing.of(claim, entries).sentence()).isEmpty();
        entries.add(entry("", "a", ClaimVerdict.CONFIRMED, 3.9));
        entries.add(entry("", "b", ClaimVerdict.CONTRADICTED, 2.0));
        Standing flipped = Standing.of(claim, entries);
        assertThat(flipped.verdict()).isEqualTo(ClaimVerdict.CONTRADICTED);
        assertThat(flipped.sentence()).contains("Of 2 combinations").contains("1 confirms it and 1 contradicts it");
        entries.add(entry("", "b", ClaimVerdict.INSUFFICIENT, null));
        assertThat(Standing.of(claim, entries).verdict()).isEqualTo(ClaimVerdict.CONTRADICTED);
        entries.add(entry("", "b", ClaimVerdict.CONFIRMED, 3.8));
        assertThat(Standing.of(claim, entries).verdict()).isEqualTo(ClaimVerdict.CONFIRMED);
    }

    @Test
    void partsAreJudgedOneByOneAndOneContradictedPartContradictsTheWhole() {
        Claim claim = LEDGER.find("C21").orElseThrow();
        assertThat(Standing.of(claim, List.of()).parts())
                .containsEntry("products-dynamic", ClaimVerdict.CONFIRMED)
                .containsEntry("convolutions-dynamic", ClaimVerdict.CONTRADICTED);
        List<Standing.Entry> all = claim.parts().stream()
                .map(part -> entry(part.key(), "a", ClaimVerdict.CONFIRMED, 2.0))
                .toList();
        assertThat(Standing.of(claim, all).verdict()).isEqualTo(ClaimVerdict.CONFIRMED);
        List<Standing.Entry> more = new ArrayList<>(all);
        more.add(entry("products-static", "b", ClaimVerdict.CONTRADICTED, 0.8));
        assertThat(Standing.of(claim, more).verdict()).isEqualTo(ClaimVerdict.CONTRADICTED);
        assertThat(Standing.of(claim, more).parts()).containsEntry("products-static", ClaimVerdict.CONTRADICTED);
    }

    @Test
    void somethingThatHappensSometimesIsProvenByOneExample() {
        Claim claim = LEDGER.find("C18").orElseThrow();
        assertThat(Standing.of(
                                claim,
                                List.of(
                                        entry("", "a", ClaimVerdict.CONFIRMED, 1.4),
                                        entry("", "b", ClaimVerdict.CONTRADICTED, 1.0)))
                        .verdict())
                .isEqualTo(ClaimVerdict.CONFIRMED);
    }

    /** Log ratios ln 2, ln 2 and ln 4 with equal errors: the mean lies at 2^(4/3) whatever spread lies between. */
    @Test
    void theRatioIsPooledOverCombinations() {
        List<Standing.Entry> entries = List.of(
                new Standing.Entry("", "a", ClaimVerdict.CONFIRMED, 2.0, 1.9, 2.0 * 2.0 / 1.9),
                new Standing.Entry("", "b", ClaimVerdict.CONFIRMED, 2.0, 1.9, 2.0 * 2.0 / 1.9),
                new Standing.Entry("", "c", ClaimVerdict.CONFIRMED, 4.0, 3.8, 4.0 * 4.0 / 3.8));
        Standing.Pooled pooled = Standing.pool(entries);
        assertThat(pooled.ratio()).isCloseTo(Math.pow(2, 4.0 / 3), within(1e-9));
        // The spread between is that of ln 2, ln 2, ln 4: variance (ln 2)^2 / 3, so the half-width is 1.96 ln 2 / 3.
        assertThat(Math.log(pooled.high() / pooled.ratio())).isCloseTo(1.96 * Math.log(2) / 3, within(1e-4));
        assertThat(Standing.pool(entries.subList(0, 1))).isNull();
    }

    private static Standing.Entry entry(String part, String cell, ClaimVerdict verdict, Double ratio) {
        return new Standing.Entry(part, cell, verdict, ratio, ratio, ratio);
    }
}
