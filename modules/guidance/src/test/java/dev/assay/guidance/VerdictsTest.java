package dev.assay.guidance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.guidance.Judgement.Outcome;
import dev.assay.guidance.statistics.LatencySummary;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class VerdictsTest {
    private static final HardwareProfiles PROFILES = HardwareProfiles.bundled();
    private static final Objectives STORY = new Objectives(null, null, 20.0, null, 0.98, null, null);
    private static final RunFacts FP32 =
            new Run("a", "fp32", 25).bytes(90_000_000).facts();
    private static final RunFacts INT8 =
            new Run("b", "int8-dynamic", 10).bytes(23_000_000).fidelity(0.994).facts();

    @Test
    void theSentenceSaysWhichSchemeMeetsWhatAndHowMuchItGains() {
        Judgement judgement = judge(STORY, FP32, INT8);
        assertThat(judgement.objectives().met()).isTrue();
        assertThat(judgement.objectives().outcome()).isEqualTo(Outcome.MET);
        assertThat(judgement.objectives().metBy()).containsExactly("b");
        assertThat(judgement.sentence())
                .startsWith("int8-dynamic on box meets P95 <= 20 ms (at most ")
                .contains("and fidelity >= 0.98 (0.994).")
                .contains("3.91x smaller")
                .containsPattern("2\\.[45]\\d?x faster \\(2\\.\\d+ to 2\\.\\d+, within one process start\\)");
    }

    @Test
    void whenNothingMeetsTheObjectivesTheNearestIsNamed() {
        Judgement judgement = judge(new Objectives(null, null, 5.0, null, 0.98, null, null), FP32, INT8);
        assertThat(judgement.objectives().met()).isFalse();
        assertThat(judgement.objectives().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(judgement.objectives().failed()).containsExactly("p95Ms");
        assertThat(judgement.sentence())
                .startsWith("No run meets every objective; the nearest is int8-dynamic on box: P95 is at least ")
                .contains("above the limit of 5.00 ms.");
    }

    @Test
    void anOpenObjectiveIsNotSoldAsFailure() {
        RunFacts few =
                new Run("b", "int8-dynamic", 10).samples(64).fidelity(0.99).facts();
        Judgement judgement = judge(STORY, few);
        assertThat(judgement.objectives().met()).isFalse();
        assertThat(judgement.objectives().outcome()).isEqualTo(Outcome.UNDECIDED);
        assertThat(judgement.objectives().undecided()).containsExactly("p95Ms");
        assertThat(judgement.sentence()).startsWith("No run is shown to meet every objective");
        assertThat(judgement.runs().getFirst().results().getFirst().moreSamples())
                .isEqualTo(66);
        assertThat(judgement.runs().getFirst().sentence()).contains("not enough samples for P95 (64 of 130)");
    }

    @Test
    void withoutObjectivesNothingIsJudgedButTheComparisonStands() {
        Judgement judgement = judge(Objectives.NONE, FP32, INT8);
        assertThat(judgement.objectives().met()).isNull();
        assertThat(judgement.objectives().outcome()).isEqualTo(Outcome.NONE);
        assertThat(judgement.runs()).extracting(Judgement.RunJudgement::outcome).containsOnly(Outcome.NONE);
        assertThat(judgement.sentence()).startsWith("No objective was set").contains("Beside fp32 on box");
        assertThat(judgement.runs().getFirst().sentence()).isEqualTo("No objective was set.");
        assertThat(judge(Objectives.NONE, FP32).sentence()).startsWith("No objective was set, so nothing is judged. ");
    }

    @Test
    void withoutUsableNumbersItSaysSo() {
        RunFacts failed =
                new Run("x", "fp32", 1).outcome(RunFacts.Outcome.UNFINISHED).facts();
        RunFacts invalid = new Run("y", "int8-dynamic", 1)
                .outcome(RunFacts.Outcome.INVALID)
                .facts();
        Judgement judgement = judge(STORY, failed, invalid);
        assertThat(judgement.sentence())
                .startsWith("No latency may be used: the measurements are INVALID.")
                .contains("run again when the device has nothing else to do");
        assertThat(judge(STORY, failed).sentence()).startsWith("No run has produced numbers that may be used.");
        assertThat(judgement.objectives().outcome()).isEqualTo(Outcome.UNDECIDED);
        assertThat(judgement.runs()).extracting(Judgement.RunJudgement::outcome).containsOnly(Outcome.UNDECIDED);
        assertThat(judgement.runs().get(0).sentence()).isEqualTo("The run has no result.");
        assertThat(judgement.runs().get(1).sentence()).contains("invalid, so its latencies are not used");
        assertThat(judgement.comparisons()).isEmpty();
        assertThat(judge(STORY).sentence()).startsWith("No run has produced");
    }

    @Test
    void whatLoadDoesNotChangeIsSaidOfInvalidRunsToo() {
        RunFacts original = new Run("x", "fp32", 1)
                .bytes(90_400_000)
                .outcome(RunFacts.Outcome.INVALID)
                .facts();
        RunFacts smaller = new Run("y", "int8-dynamic", 1)
                .bytes(22_900_000)
                .fidelity(0.991)
                .outcome(RunFacts.Outcome.INVALID)
                .facts();
        assertThat(judge(STORY, original, smaller).sentence())
                .contains("Load changes neither size nor fidelity: int8-dynamic takes 22.9 MB instead of 90.4 MB"
                        + " at cosine 0.991, which meets fidelity >= 0.98 (0.991).");
        Objectives strict = new Objectives(null, null, 20.0, null, 0.999, 30_000_000L, null);
        assertThat(judge(strict, original, smaller).runs().get(1).sentence())
                .startsWith(
                        "Fidelity is 0.991, below the 0.999 asked. The model takes 22.9 MB, not above the 30 MB allowed.")
                .endsWith("so its latencies are not used.");
    }

    @Test
    void anInvalidRunIsJudgedByItsSizeAndFidelity() {
        Run invalid = new Run("y", "int8-dynamic", 1)
                .bytes(22_900_000)
                .fidelity(0.991)
                .outcome(RunFacts.Outcome.INVALID);
        Judgement met = judge(new Objectives(null, null, null, null, 0.98, 30_000_000L, null), invalid.facts());
        assertThat(met.objectives().met()).isTrue();
        assertThat(met.sentence())
                .startsWith("int8-dynamic on box meets fidelity >= 0.98")
                .contains("invalid, so its latencies are not used");
        Judgement failed = judge(new Objectives(null, null, null, null, 0.999, null, null), invalid.facts());
        assertThat(failed.objectives().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(failed.objectives().failed()).containsExactly("minFidelity");
        assertThat(failed.sentence()).startsWith("No run meets every objective").contains("0.991, below the 0.999");
        Judgement open = judge(new Objectives(null, null, 20.0, null, 0.98, null, null), invalid.facts());
        assertThat(open.objectives().met()).isFalse();
        assertThat(open.objectives().failed()).isEmpty();
        assertThat(open.objectives().undecided()).containsExactly("p95Ms");
        assertThat(open.sentence()).startsWith("No latency may be used");
    }

    @Test
    void outputsThatCannotBeTrustedDecideNothing() {
        RunFacts wrong = new Run("y", "int8-dynamic", 1)
                .bytes(22_900_000)
                .fidelity(0.991)
                .outcome(RunFacts.Outcome.WRONG)
                .facts();
        Judgement judgement = judge(new Objectives(null, null, null, null, 0.98, 30_000_000L, null), wrong);
        assertThat(judgement.objectives().outcome()).isEqualTo(Outcome.UNDECIDED);
        assertThat(judgement.objectives().undecided()).containsExactly("minFidelity", "maxBytes");
        assertThat(judgement.sentence()).startsWith("No run has produced numbers that may be used.");
    }

    @Test
    void everyKindOfObjectiveIsMetOrFailedWithItsNumber() {
        Objectives all = new Objectives(30.0, 30.0, 30.0, 30.0, 0.99, 30_000_000L, 10.0);
        RunFacts good = new Run("g", "int8-dynamic", 10)
                .samples(1000)
                .fidelity(0.995)
                .bytes(20_000_000)
                .watts(8)
                .facts();
        RunFacts bad = new Run("h", "int8-dynamic", 90)
                .samples(1000)
                .fidelity(0.5)
                .bytes(90_000_000)
                .watts(18)
                .facts();
        Judgement judgement = judge(all, good, bad);
        assertThat(judgement.runs().get(0).results()).hasSize(7).allMatch(result -> result.outcome() == Outcome.MET);
        assertThat(judgement.runs().get(0).sentence()).isEqualTo("Every objective is met.");
        assertThat(judgement.sentence()).contains("size <= 30 MB (20 MB) and power <= 10 W (8)");
        assertThat(judgement.runs().get(1).results()).hasSize(7).allMatch(result -> result.outcome() == Outcome.FAILED);
        assertThat(judgement.runs().get(1).sentence())
                .contains("Fidelity is 0.5, below the 0.99 asked.")
                .contains("90 MB, above the 30 MB allowed")
                .contains("18 W, above the 10 W allowed");
    }

    @Test
    void whatWasNotMeasuredStaysOpen() {
        Objectives asked = new Objectives(null, null, null, null, 0.9, 1000L, 10.0);
        Judgement judgement = judge(asked, new Run("b", "int8-dynamic", 10).facts());
        assertThat(judgement.runs().getFirst().results())
                .allMatch(result -> result.outcome() == Outcome.UNDECIDED)
                .allMatch(result -> result.measured() == null);
        assertThat(judge(new Objectives(null, null, null, null, 0.9, null, null), FP32)
                        .objectives()
                        .met())
                .isTrue();
    }

    @Test
    void aSuspectRunSaysSo() {
        RunFacts suspect = new Run("b", "int8-dynamic", 10)
                .fidelity(0.99)
                .outcome(RunFacts.Outcome.SUSPECT)
                .facts();
        assertThat(judge(STORY, suspect).runs().getFirst().sentence())
                .isEqualTo("Every objective is met. The measurement itself is suspect.");
    }

    @Test
    void noDifferenceIsSaidInWords() {
        RunFacts same =
                new Run("b", "int8-dynamic", 25).bytes(90_000_000).seed(99).facts();
        Judgement.Comparison comparison = judge(STORY, FP32, same).comparisons().getFirst();
        assertThat(comparison.speedUp().noDifferenceShown()).isTrue();
        assertThat(comparison.sentence()).contains("the same size").contains("no faster and no slower as far as shown");
        RunFacts larger = new Run("b", "int8-dynamic", 50).bytes(99_000_000).facts();
        assertThat(judge(STORY, FP32, larger).comparisons().getFirst().sentence())
                .contains("1.1x larger")
                .containsPattern("(2|1\\.99|2\\.01)x slower");
    }

    @Test
    void onlyRunsOfTheSameDeviceAndWorkloadAreCompared() {
        RunFacts elsewhere = new Run("b", "int8-dynamic", 10).device("pi").facts();
        RunFacts otherwise =
                new Run("c", "int8-dynamic", 10).workload("4 threads").facts();
        assertThat(judge(STORY, FP32, elsewhere, otherwise).comparisons()).isEmpty();
        RunFacts bare = new Run("d", "int8-dynamic", 10).samples(3).facts();
        assertThat(judge(STORY, FP32, bare).comparisons().getFirst().sentence()).contains("cannot be compared");
    }

    @Test
    void startsNeededShrinkWithTheSquareOfTheDistance() {
        var wide = new dev.assay.guidance.statistics.RatioInterval(1.2, 1.0, 1.4, 1, 1, "", 1, null);
        assertThat(Comparisons.startsNeeded(wide, 1.1))
                .isEqualTo("About 4 process starts of each (a reference experiment has 5).");
        var onIt = new dev.assay.guidance.statistics.RatioInterval(1.1, 1.0, 1.2, 1, 1, "", 1, null);
        assertThat(Comparisons.startsNeeded(onIt, 1.1)).contains("no realistic number");
    }

    @Test
    void fasterThanPhysicsIsImplausible() {
        // 8.2 GFLOP take a Raspberry Pi 5 at least 53 ms in fp32.
        RunFacts impossible =
                new Run("a", "fp32", 10).profile("rpi5").flops(8.2e9).facts();
        Judgement.GuidanceVerdict verdict = judge(STORY, impossible).guidance();
        assertThat(verdict.verdict()).isEqualTo(Verdict.IMPLAUSIBLE);
        assertThat(verdict.sentence()).contains("10").contains("53.2 ms").contains("wrong");
        RunFacts weak =
                new Run("a", "int8-dynamic", 12).profile("rpi5").flops(8.2e9).facts();
        assertThat(judge(STORY, weak).guidance().verdict()).isNotEqualTo(Verdict.IMPLAUSIBLE);
        RunFacts possible =
                new Run("a", "fp32", 60).profile("rpi5").flops(8.2e9).facts();
        assertThat(judge(STORY, possible).guidance().verdict()).isNotEqualTo(Verdict.IMPLAUSIBLE);
    }

    @Test
    void withoutAdviceOrTargetThereIsNothingToConfirm() {
        Judgement.GuidanceVerdict verdict = judge(STORY, INT8).guidance();
        assertThat(verdict.verdict()).isEqualTo(Verdict.INSUFFICIENT);
        assertThat(verdict.sentence()).contains("recommends nothing");
        assertThat(verdict.wouldDecide()).contains("four placement questions");
    }

    @Test
    void aPredictOnlyTargetIsNotComparable() {
        Judgement.GuidanceVerdict verdict =
                judge(STORY, "rpi5-hailo10h", null, INT8).guidance();
        assertThat(verdict.verdict()).isEqualTo(Verdict.NOT_COMPARABLE);
        assertThat(verdict.sentence())
                .contains("the target")
                .contains("beyond ONNX Runtime's reach")
                .contains("measured on box");
        assertThat(verdict.wouldDecide()).contains("vendor's own tools");
        Advice advice = AdvisorTest.advise("predictableVolume=yes");
        assertThat(judge(STORY, null, advice, INT8).guidance().sentence()).contains("the guidance's first choice");
    }

    @Test
    void aTargetBesideTheFirstChoiceIsMentionedWithWhatPhysicsAllows() {
        RunFacts run = new Run("a", "fp32", 25).flops(1e9).facts();
        Judgement.GuidanceVerdict verdict = judge(STORY, "rpi5", AdvisorTest.advise("modelBesideData=yes"), run)
                .guidance();
        assertThat(verdict.sentence())
                .contains("The target, Raspberry Pi 5 (8 GB), processor only, was not measured.")
                .contains("Its peak allows no less than 6.49 ms, predicted.");
        assertThat(judge(STORY, "rpi5", AdvisorTest.advise("modelBesideData=yes placement=premises"), run)
                        .guidance()
                        .sentence())
                .contains("Rule H1 rules it out");
        RunFacts onTarget = new Run("b", "fp32", 25).profile("rpi5").facts();
        assertThat(judge(STORY, "rpi5", AdvisorTest.advise("modelBesideData=yes"), onTarget)
                        .guidance()
                        .sentence())
                .doesNotContain("The target");
    }

    @Test
    void anotherDeviceThanTheOneAskedForIsInsufficient() {
        Judgement.GuidanceVerdict verdict = judge(STORY, null, AdvisorTest.advise("modelBesideData=yes"), INT8)
                .guidance();
        assertThat(verdict.verdict()).isEqualTo(Verdict.INSUFFICIENT);
        assertThat(verdict.sentence()).contains("is not yet tested: it was measured on box.");
        assertThat(verdict.wouldDecide()).contains("xeon6-6980p");
        assertThat(judge(STORY, "rpi5", null).guidance().sentence()).contains("nothing was measured");
    }

    @Test
    void aTargetThatMeetsOrMissesTheObjectivesIsDecided() {
        RunFacts meets =
                new Run("a", "int8-dynamic", 10).profile("rpi5").fidelity(0.99).facts();
        assertThat(judge(STORY, "rpi5", null, meets).guidance().verdict()).isEqualTo(Verdict.CONFIRMED);
        assertThat(judge(STORY, "rpi5", null, meets).guidance().sentence()).contains("No other hardware was measured");
        RunFacts other = new Run("z", "int8-dynamic", 90)
                .profile("apple-m4")
                .device("mac")
                .fidelity(0.99)
                .facts();
        assertThat(judge(STORY, "rpi5", null, meets, other).guidance().sentence())
                .contains("No other hardware does");

        RunFacts misses =
                new Run("a", "int8-dynamic", 90).profile("rpi5").fidelity(0.99).facts();
        RunFacts rival = new Run("b", "int8-dynamic", 9)
                .profile("apple-m4")
                .device("mac")
                .fidelity(0.99)
                .facts();
        Judgement.GuidanceVerdict contradicted =
                judge(STORY, "rpi5", null, misses, rival).guidance();
        assertThat(contradicted.verdict()).isEqualTo(Verdict.CONTRADICTED);
        assertThat(contradicted.sentence()).contains("does not meet").contains("mac meets them all");

        RunFacts open = new Run("a", "int8-dynamic", 10)
                .profile("rpi5")
                .samples(64)
                .fidelity(0.99)
                .facts();
        Judgement.GuidanceVerdict undecided = judge(STORY, "rpi5", null, open).guidance();
        assertThat(undecided.verdict()).isEqualTo(Verdict.INSUFFICIENT);
        assertThat(undecided.wouldDecide()).isEqualTo("About 66 more samples.");
        RunFacts noFidelity = new Run("a", "int8-dynamic", 10).profile("rpi5").facts();
        assertThat(judge(STORY, "rpi5", null, noFidelity).guidance().wouldDecide())
                .isEqualTo("A longer run.");
    }

    @Test
    void suspectRunsDecideNothing() {
        RunFacts suspect = new Run("a", "fp32", 10)
                .profile("rpi5")
                .outcome(RunFacts.Outcome.SUSPECT)
                .facts();
        Judgement.GuidanceVerdict verdict = judge(STORY, "rpi5", null, suspect).guidance();
        assertThat(verdict.verdict()).isEqualTo(Verdict.INSUFFICIENT);
        assertThat(verdict.sentence()).contains("suspect");
    }

    @Test
    void aRivalThatIsClearlyFasterContradictsAndAnEqualOneConfirms() {
        RunFacts own = new Run("a", "fp32", 10).profile("rpi5").facts();
        RunFacts faster =
                new Run("b", "fp32", 5).profile("apple-m4").device("mac").facts();
        RunFacts equal = new Run("c", "fp32", 10)
                .profile("apple-m4")
                .device("mac")
                .seed(4)
                .facts();
        RunFacts nearMargin = new Run("d", "fp32", 10 / 1.11)
                .profile("apple-m4")
                .device("mac")
                .samples(64)
                .seed(5)
                .facts();
        RunFacts otherwise = new Run("e", "fp32", 5)
                .profile("apple-m4")
                .device("mac")
                .workload("4 threads")
                .facts();
        RunFacts otherScheme =
                new Run("f", "fp16", 5).profile("apple-m4").device("mac").facts();
        RunFacts few = new Run("g", "fp32", 5)
                .profile("apple-m4")
                .device("mac")
                .samples(3)
                .facts();

        assertThat(verdictOf(own, faster)).isEqualTo(Verdict.CONTRADICTED);
        assertThat(verdictOf(own, equal)).isEqualTo(Verdict.INSUFFICIENT);
        assertThat(judge(Objectives.NONE, "rpi5", null, own, equal).guidance().wouldDecide())
                .contains("Five process starts of each");
        assertThat(verdictOf(own, nearMargin)).isEqualTo(Verdict.INSUFFICIENT);
        assertThat(verdictOf(own, otherwise)).isEqualTo(Verdict.NOT_COMPARABLE);
        assertThat(verdictOf(own, otherScheme)).isEqualTo(Verdict.INSUFFICIENT);
        assertThat(verdictOf(own, few)).isEqualTo(Verdict.INSUFFICIENT);
        assertThat(verdictOf(own)).isEqualTo(Verdict.INSUFFICIENT);
        // A rival that also meets the objectives is compared by latency.
        Objectives easy = new Objectives(null, 50.0, null, null, null, null, null);
        assertThat(judge(easy, "rpi5", null, own, faster).guidance().verdict()).isEqualTo(Verdict.CONTRADICTED);
    }

    @Test
    void fiveStartsOfEachTellHardwareThatIsTheSame() {
        RunFacts own = new Run("a", "fp32", 10).profile("rpi5").starts(5).facts();
        RunFacts equal = new Run("b", "fp32", 10.1)
                .profile("apple-m4")
                .device("mac")
                .seed(40)
                .starts(5)
                .facts();
        Judgement.GuidanceVerdict verdict =
                judge(Objectives.NONE, "rpi5", null, own, equal).guidance();
        assertThat(verdict.verdict()).isEqualTo(Verdict.CONFIRMED);
        assertThat(verdict.sentence()).contains("the same within 10 %").contains("equivalence");
        RunFacts slower = new Run("c", "fp32", 16)
                .profile("apple-m4")
                .device("mac")
                .seed(50)
                .starts(5)
                .facts();
        assertThat(judge(Objectives.NONE, "rpi5", null, own, slower).guidance().sentence())
                .contains("faster by more than 10 %");
        RunFacts faster = new Run("d", "fp32", 7)
                .profile("apple-m4-max")
                .device("max")
                .seed(60)
                .starts(5)
                .facts();
        Judgement.GuidanceVerdict beaten =
                judge(Objectives.NONE, "rpi5", null, own, slower, faster).guidance();
        assertThat(beaten.verdict()).isEqualTo(Verdict.CONTRADICTED);
        assertThat(beaten.sentence())
                .contains("over 5 process starts of each")
                .contains("with 2 devices looked at (Holm's correction)");
    }

    @Test
    void theSentenceSaysWhichTestTheAnswersPassed() {
        RunQuality good = new RunQuality("top1", 0.898, 0.9, 5000, 40, 30, 0.993, 5000);
        assertThat(judge(
                                Objectives.NONE,
                                FP32,
                                new Run("b", "int8-dynamic", 10).quality(good).facts())
                        .sentence())
                .contains("Of 5000 labelled examples it loses 0.2 points, non-inferior")
                .contains("McNemar p = ")
                .contains("not below the 0.98 that counts as the same");
        RunQuality unpaired = new RunQuality("top1", 0.89, 0.9, 500, null, null, null, 0);
        assertThat(unpaired.sentences())
                .singleElement()
                .asString()
                .contains("not shown to be non-inferior", "worst case is counted");
        RunQuality bad = new RunQuality("top1", 0.8, 0.9, 5000, 600, 100, 0.8, 100);
        assertThat(bad.sentences()).anyMatch(one -> one.contains("inferior: the loss is more than 1 point"));
        assertThat(new RunQuality(null, null, null, 0, null, null, null, 0).sentences())
                .isEmpty();
    }

    @Test
    void aConditionThatDiffersIsNamed() {
        RunConditions conditions =
                new RunConditions("abc", 1L, "fp32", 2, "x=1x128", "single-stream", null, true, false, 400, 1, "rapid");
        RunFacts own =
                new Run("a", "fp32", 10).profile("rpi5").conditions(conditions).facts();
        RunFacts other = new Run("b", "fp32", 5)
                .profile("apple-m4")
                .device("mac")
                .conditions(new RunConditions(
                        "abc", 8L, "fp32", 2, "x=8x128", "single-stream", null, true, false, 400, 1, "rapid"))
                .facts();
        Judgement.GuidanceVerdict verdict =
                judge(Objectives.NONE, "rpi5", null, own, other).guidance();
        assertThat(verdict.verdict()).isEqualTo(Verdict.NOT_COMPARABLE);
        assertThat(verdict.sentence()).contains("They differ in batch: 1 against 8.");
        assertThat(verdict.wouldDecide()).isEqualTo("The same batch on both sides.");
    }

    @Test
    void manyComparisonsAtOnceAreCorrectedFor() {
        RunFacts base = new Run("a", "fp32", 10).samples(60).facts();
        RunFacts[] runs = new RunFacts[9];
        runs[0] = base;
        for (int i = 1; i < runs.length; i++) {
            runs[i] = new Run("r" + i, "int8-dynamic:" + i, i == 2 ? 10.16 : 10.0)
                    .samples(60)
                    .seed(100 + i)
                    .facts();
        }
        List<Judgement.Comparison> comparisons = judge(Objectives.NONE, runs).comparisons();
        List<Judgement.Comparison> weak = comparisons.stream()
                .filter(one ->
                        !one.speedUp().noDifferenceShown() && one.speedUp().pDiffers(1) > 0.05 / 8)
                .toList();
        assertThat(weak).isNotEmpty();
        assertThat(weak).anySatisfy(one -> assertThat(one.sentence()).contains("Holm's correction"));
    }

    @Test
    void hardwareThatWasRuledOutYetMeetsEverythingContradictsTheRule() {
        Advice advice = AdvisorTest.advise("onDevice=yes weightBytes=7.5e9");
        assertThat(advice.eliminated())
                .anyMatch(out -> out.profileId().equals("rpi5") && out.rule().equals("H3"));
        RunFacts run =
                new Run("a", "int8-dynamic", 10).profile("rpi5").fidelity(0.99).facts();
        Judgement.GuidanceVerdict verdict = judge(STORY, null, advice, run).guidance();
        assertThat(verdict.verdict()).isEqualTo(Verdict.CONTRADICTED);
        assertThat(verdict.sentence()).contains("H3").contains("measured to meet every objective");
    }

    @Test
    void aPowerRuleIsRefutedOnlyByPowerThatWasMeasured() {
        Advice advice = AdvisorTest.advise("onDevice=yes powerWatts=9");
        assertThat(advice.eliminated())
                .anyMatch(out -> out.profileId().equals("rpi5") && out.rule().equals("H2"));
        RunFacts run = new Run("a", "int8-dynamic", 10)
                .profile("rpi5")
                .fidelity(0.99)
                .watts(8)
                .facts();
        assertThat(judge(STORY, null, advice, run).guidance().sentence()).doesNotContain("H2 ruled out");
        Objectives within = new Objectives(null, null, 20.0, null, null, null, 9.0);
        assertThat(judge(within, null, advice, run).guidance().verdict()).isEqualTo(Verdict.CONTRADICTED);
        assertThat(judge(within, null, advice, run).guidance().sentence()).contains("H2 ruled out");
        Objectives looser = new Objectives(null, null, 20.0, null, null, null, 12.0);
        assertThat(judge(looser, null, advice, run).guidance().sentence()).doesNotContain("H2 ruled out");
    }

    @Test
    void absurdObjectivesAreRefused() {
        assertThatThrownBy(() -> judge(new Objectives(-1.0, null, null, null, null, null, null), FP32))
                .isInstanceOf(InvalidGuidanceInput.class)
                .hasMessageContaining("must be above zero");
    }

    @Test
    void theSeedIsStoredWithTheInterval() {
        assertThat(judge(STORY, FP32, INT8).comparisons().getFirst().speedUp().seed())
                .isEqualTo(1);
        assertThat(judge(STORY, FP32, INT8).comparisons().getFirst().sizeRatio())
                .isCloseTo(3.913, within(0.001));
        assertThat(judge(STORY, FP32, INT8)).isEqualTo(judge(STORY, FP32, INT8));
    }

    private static Verdict verdictOf(RunFacts... runs) {
        return judge(Objectives.NONE, "rpi5", null, runs).guidance().verdict();
    }

    private static Judgement judge(Objectives objectives, RunFacts... runs) {
        return judge(objectives, null, null, runs);
    }

    private static Judgement judge(Objectives objectives, String target, Advice advice, RunFacts... runs) {
        return Verdicts.judge(
                objectives,
                List.of(runs),
                target == null ? null : PROFILES.find(target).orElseThrow(),
                advice,
                PROFILES,
                1);
    }

    /** A run whose latencies scatter by 3 % around a median. */
    private static final class Run {
        private final String id;
        private final String scheme;
        private final double ms;
        private String device = "box";
        private String profile;
        private RunFacts.Outcome outcome = RunFacts.Outcome.VALID;
        private int samples = 400;
        private long seed = 3;
        private Double fidelity;
        private Long bytes;
        private Double flops;
        private Double watts;
        private String workload = "1 thread";
        private RunConditions conditions = RunConditions.UNKNOWN;
        private int starts = 1;
        private RunQuality quality;

        Run(String id, String scheme, double ms) {
            this.id = id;
            this.scheme = scheme;
            this.ms = ms;
        }

        Run device(String value) {
            device = value;
            return this;
        }

        Run profile(String value) {
            profile = value;
            return this;
        }

        Run outcome(RunFacts.Outcome value) {
            outcome = value;
            return this;
        }

        Run samples(int value) {
            samples = value;
            return this;
        }

        Run seed(long value) {
            seed = value;
            return this;
        }

        Run fidelity(double value) {
            fidelity = value;
            return this;
        }

        Run bytes(long value) {
            bytes = value;
            return this;
        }

        Run flops(double value) {
            flops = value;
            return this;
        }

        Run watts(double value) {
            watts = value;
            return this;
        }

        Run quality(RunQuality value) {
            quality = value;
            return this;
        }

        Run conditions(RunConditions value) {
            conditions = value;
            return this;
        }

        /** Several process starts of {@code samples} each, whose medians lie 1 % apart. */
        Run starts(int value) {
            starts = value;
            return this;
        }

        Run workload(String value) {
            workload = value;
            return this;
        }

        RunFacts facts() {
            boolean finished = outcome != RunFacts.Outcome.UNFINISHED;
            List<Long> nanos = new ArrayList<>();
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; finished && i < starts * samples; i++) {
                double shift = starts == 1 ? 1 : 1 + 0.01 * ((i / samples) % 3 - 1);
                nanos.add(Math.round(ms * 1e6 * shift * (1 + 0.03 * random.nextGaussian())));
            }
            return new RunFacts(
                    id,
                    scheme,
                    device,
                    profile,
                    outcome,
                    finished ? LatencySummary.of(nanos) : null,
                    nanos,
                    fidelity,
                    bytes,
                    flops,
                    watts,
                    workload,
                    conditions,
                    starts == 1 ? List.of() : Collections.nCopies(starts, samples),
                    quality);
        }
    }
}
