package dev.assay.guidance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.guidance.Advice.Recommendation;
import dev.assay.guidance.Advice.Standing;
import dev.assay.guidance.Advice.Step;
import dev.assay.guidance.Advice.StepVerdict;
import dev.assay.guidance.statistics.LatencySummary;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdvisorTest {
    private static final HardwareProfiles PROFILES = HardwareProfiles.bundled();

    /** Answers as the six rows of the article's table suggest them, with the choice that the table prints. */
    private static final Map<String, String> ROWS = rows();

    private static Map<String, String> rows() {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("modelBesideData=yes cpuMs=8 roundTripMs=5 acceleratorMs=4", "xeon6-6980p");
        rows.put("needsFlexibility=yes cuda=soft modelChangesPerYear=24", "b200-sxm");
        rows.put(
                "predictableVolume=yes xlaAcceptable=yes rateVariation=0.2 modelChangesPerYear=1"
                        + " migrationUsd=500000 monthlySavingUsd=1400000 horizonMonths=12",
                "tpu-v6e");
        rows.put("onDevice=yes task=vision robotics=yes cuda=hard powerWatts=60", "jetson-agx-orin-64");
        rows.put("onDevice=yes task=vision powerWatts=5 powerBoundary=module vendorToolchain=yes", "sima-mlsoc");
        rows.put(
                "onDevice=yes task=llm parameters=1.5e9 privacyOrCost=yes promptTokens=1000 outputTokens=50"
                        + " vendorToolchain=yes",
                "rpi5-hailo10h");
        return rows;
    }

    @Test
    void theSixRowsOfTheTableComeOutAsPrintedUnderBothRuleSets() {
        assertThat(ROWS).hasSize(6);
        ROWS.forEach((answers, expected) -> {
            assertThat(first(advise(answers, RuleSet.asPublished())))
                    .as(answers)
                    .isEqualTo(expected);
            assertThat(first(advise(answers))).as(answers).isEqualTo(expected);
        });
    }

    @Test
    void theCorrectedSetDiffersWhereTheWallReadingContradictsTheClaim() {
        String atTheWall = "onDevice=yes task=vision powerWatts=5 vendorToolchain=yes";
        assertThat(first(advise(atTheWall, RuleSet.asPublished()))).isEqualTo("sima-mlsoc");
        Advice corrected = advise(atTheWall);
        assertThat(ids(corrected)).containsExactly("hailo-8", "hailo-8l", "coral-usb", "imx500");
        assertThat(eliminated(corrected, "sima-mlsoc"))
                .contains("14.6 W at the wall")
                .contains("budget of 5 W");
        assertThat(corrected.flipPoints()).anySatisfy(flip -> {
            assertThat(flip.value()).isEqualTo(14.6);
            assertThat(flip.unit()).isEqualTo("W");
            assertThat(flip.sentence()).contains("SiMa");
        });
        assertThat(first(advise("onDevice=yes task=vision powerWatts=15 vendorToolchain=yes")))
                .isEqualTo("sima-mlsoc");
    }

    @Test
    void aLanguageModelThatWritesMoreThanItReadsGoesToTheProcessor() {
        Advice advice =
                advise("onDevice=yes task=llm parameters=1.5e9 privacyOrCost=yes promptTokens=100 outputTokens=400");
        assertThat(first(advice)).isEqualTo("rpi5");
        assertThat(advice.recommended().getFirst().rule()).isEqualTo("R6b");
        assertThat(advice.flipPoints())
                .anySatisfy(flip -> assertThat(flip.value()).isEqualTo(10.0));
        assertThat(step(advice, "R6").verdict()).isEqualTo(StepVerdict.DID_NOT_FIRE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "H1; onDevice=yes",
                "H1; offline=yes",
                "H1; placement=cloud",
                "H2; powerWatts=5",
                "H2; batteryWattHours=50 requiredHours=10",
                "H3; weightBytes=16e9",
                "H4; vendorToolchain=no",
                "H5; sloMs=1 flops=1e12",
                "H6; cuda=hard",
                "H7; xlaAcceptable=no",
                "H8; cloudForbidden=yes",
                "C1; purchaseUsdMax=100",
                "C1; rentUsdPerHourMax=1",
                "Q4; onDevice=yes",
                "Q4; offline=yes",
                "Q4; placement=device",
                "R4; onDevice=yes robotics=yes powerWatts=20",
                "R5; onDevice=yes task=vision powerWatts=4",
                "R6; onDevice=yes task=llm parameters=1e9 privacyOrCost=yes promptTokens=10 outputTokens=1",
                "R6b; onDevice=yes task=llm parameters=1e9 privacyOrCost=yes promptTokens=9 outputTokens=1",
                "Q1; modelBesideData=yes",
                "Q1; utilization=0.1 breakEvenUtilization=0.3",
                "Q2; needsFlexibility=yes",
                "Q2; cuda=soft",
                "Q2; rateVariation=1.5",
                "Q2; modelChangesPerYear=12",
                "Q3; predictableVolume=yes",
                "E1; scheme=int8-dynamic convolutional=yes",
                "E2; scheme=int8-static cpuInt8=no",
                "E3; task=llm",
                "E4; weightBytes=1.64e9",
                "E5; predictableVolume=yes",
                "E6; sustained=yes",
                "E7; measuredMs=0.01",
                "H2; batteryWattHours=20 requiredHours=100",
                "H4; unsupportedOperators=yes",
                "H3; parameters=70e9 precision=fp16 contextTokens=8192 kvBytesPerToken=327680",
                "Q2; unsupportedOperators=yes",
                "P1; onDevice=no modelBesideData=no needsFlexibility=no predictableVolume=no"
            })
    void everyRuleCanFireAndSaysWhyInASentence(String rule, String answers) {
        Step step = step(advise(answers), rule);
        assertThat(step.fired()).isTrue();
        assertThat(step.text()).endsWith(".").doesNotContain("null");
        assertThat(step.verdict()).isIn(StepVerdict.CHOSE, StepVerdict.ELIMINATED, StepVerdict.WARNED);
    }

    /** Of 91 MB most may be an embedding table; only what is read per inference bounds the latency. */
    @Test
    void theSizeOfAnEmbeddingModelAloneRulesNothingOut() {
        String asked = "onDevice=yes sloMs=5 weightBytes=91e6 ";
        assertThat(eliminated(advise(asked + "task=embedding"), "rpi5")).isEqualTo("not eliminated");
        assertThat(eliminated(advise(asked + "task=vision"), "rpi5"))
                .contains("5.33 ms")
                .contains("limit: memory");
        assertThat(eliminated(advise(asked + "task=embedding weightBytesRead=88e6"), "rpi5"))
                .contains("5.16 ms");
    }

    @Test
    void theTestsAboveLeaveNoRuleOut() {
        Set<String> covered = Set.of(
                "H1", "H2", "H3", "H4", "H5", "H6", "H7", "H8", "C1", "Q4", "R4", "R5", "R6", "R6b", "Q1", "Q2", "Q3",
                "P1", "E1", "E2", "E3", "E4", "E5", "E6", "E7");
        assertThat(RuleSet.current().rules()).extracting(RuleSet.Rule::id).containsExactlyInAnyOrderElementsOf(covered);
    }

    @Test
    void everyCandidateOfEveryRuleIsReachable() {
        Set<String> reached = new HashSet<>();
        for (String answers : List.of(
                "modelBesideData=yes",
                "needsFlexibility=yes",
                "predictableVolume=yes",
                "onDevice=yes",
                "onDevice=yes robotics=yes powerWatts=60",
                "onDevice=yes task=vision powerWatts=15",
                "onDevice=yes task=vision powerWatts=5",
                "onDevice=yes task=llm parameters=1e9 privacyOrCost=yes promptTokens=99 outputTokens=1",
                "onDevice=yes task=llm parameters=1e9 privacyOrCost=yes promptTokens=1 outputTokens=99")) {
            reached.addAll(ids(advise(answers)));
        }
        for (RuleSet.Rule rule : RuleSet.current().rules()) {
            assertThat(reached).as(rule.id()).containsAll(rule.candidates());
        }
    }

    @Test
    void aSmallBudgetAndAModelThatFitsChooseTheSmallJetson() {
        assertThat(first(advise("onDevice=yes cuda=hard powerWatts=25 weightBytes=2e9")))
                .isEqualTo("jetson-orin-nano-8-super");
        assertThat(first(advise("onDevice=yes cuda=hard powerWatts=25 weightBytes=20e9")))
                .isEqualTo("jetson-agx-orin-64");
        Advice tooLittle = advise("onDevice=yes cuda=hard powerWatts=10");
        assertThat(step(tooLittle, "R4").text()).contains("10 W are below the 15 W");
        assertThat(tooLittle.flipPoints())
                .anySatisfy(flip -> assertThat(flip.value()).isEqualTo(15.0));
    }

    @Test
    void nothingAnsweredChoosesNothingAndSaysWhatWasNotAsked() {
        Advice advice = Advisor.advise(DecisionInput.NONE, PROFILES, RuleSet.current());
        assertThat(advice.recommended()).isEmpty();
        assertThat(advice.runnerUp()).isNull();
        assertThat(advice.eliminated()).isEmpty();
        assertThat(advice.survivors()).hasSize(33);
        assertThat(advice.sentence()).contains("33 profiles remain").contains("four questions");
        assertThat(advice.notAsked())
                .contains("modelBesideData", "needsFlexibility", "predictableVolume", "onDevice", "powerWatts");
        assertThat(advice.trace()).noneMatch(Step::fired);
        assertThat(step(advice, "Q1").verdict()).isEqualTo(StepVerdict.NOT_ASKED);
        assertThat(step(advice, "Q1").text()).containsIgnoringCase("not asked");
        assertThat(advice.claimsUsed()).isEmpty();
    }

    @Test
    void fourNoesLeaveItToTheCost() {
        Advice advice = advise("modelBesideData=no needsFlexibility=no predictableVolume=no onDevice=no");
        assertThat(step(advice, "Q1").verdict()).isEqualTo(StepVerdict.DID_NOT_FIRE);
        assertThat(step(advice, "Q4").verdict()).isEqualTo(StepVerdict.DID_NOT_FIRE);
        assertThat(advice.recommended()).hasSize(3).allMatch(one -> one.rule().equals("P1"));
        Advice costed = advise("modelBesideData=no needsFlexibility=no predictableVolume=no onDevice=no flops=1e10"
                + " precision=int8 sloMs=50");
        List<Double> costs = costed.recommended().stream()
                .map(one -> costed.survivors().stream()
                        .filter(left -> left.profileId().equals(one.profileId()))
                        .findFirst()
                        .orElseThrow()
                        .usdPerMillion())
                .toList();
        assertThat(costs).isSorted().doesNotContainNull();
        assertThat(step(advise("onDevice=no"), "P1").text()).contains("modelBesideData, needsFlexibility");
        assertThat(step(advise("needsFlexibility=yes"), "P1").fired()).isFalse();
    }

    @Test
    void rulesAreChosenByDateAndKeptByVersion() {
        assertThat(RuleSet.on("2026-11-20")).isEqualTo(RuleSet.current());
        assertThat(RuleSet.on("2031-01-01")).isEqualTo(RuleSet.current());
        assertThat(RuleSet.on("2026-11-19")).isEqualTo(RuleSet.asPublished());
        assertThat(RuleSet.on("1999-01-01")).isEqualTo(RuleSet.asPublished());
        assertThat(RuleSet.version("as-published")).contains(RuleSet.asPublished());
        assertThat(RuleSet.version("none")).isEmpty();
        List<RuleSet> all = RuleSet.all();
        for (int i = 1; i < all.size(); i++) {
            assertThat(all.get(i).effectiveFrom()).isGreaterThan(all.get(i - 1).effectiveTo());
        }
        assertThat(all.getLast().effectiveTo()).isNull();
    }

    @Test
    void aBatteryThatEmptiesTooEarlyIsSaidInHours() {
        Advice advice = advise("onDevice=yes batteryWattHours=20 requiredHours=10");
        assertThat(eliminated(advice, "rpi5")).contains("empties 20 Wh in").contains("before the 10 h asked");
        assertThat(advice.eliminated().stream()
                        .filter(out -> out.profileId().equals("rpi5"))
                        .flatMap(out -> out.operands().stream())
                        .map(Operand::unit))
                .contains("Wh", "h", "W");
    }

    @Test
    void aContextThatIsTooLongIsWhatHasToShrink() {
        Advice advice = advise("placement=device parameters=7e9 precision=int8 contextTokens=32768"
                + " kvBytesPerToken=131072 powerWatts=1e6 vendorToolchain=yes");
        assertThat(eliminated(advice, "rpi5")).contains("Weights and state take");
        assertThat(advice.eliminated()).anyMatch(out -> out.rule().equals("H3"));
        Advice none = advise(
                "placement=device parameters=7e9 precision=int4 contextTokens=10000000" + " kvBytesPerToken=131072");
        assertThat(none.survivors()).allMatch(left -> !left.profileId().equals("jetson-orin-nano-8-super"));
    }

    /** Guidance, Pi 5 + Hailo: a device without memory of its own streams the weights, 0.6 tokens a second. */
    @Test
    void aDeviceWithoutMemoryPaysItsLinkForEveryToken() {
        Advice advice = advise("task=llm weightBytes=1.64e9 placement=device");
        assertThat(step(advice, "E4").text()).contains("Hailo-8").contains("tokens a second");
        assertThat(step(advice, "E4").operands())
                .anyMatch(operand -> operand.unit().equals("ms"));
    }

    @Test
    void aSmallVolumeIsNotLarge() {
        Step step = step(advise("predictableVolume=yes requestsPerMonth=1000"), "Q3");
        assertThat(step.fired()).isFalse();
        assertThat(step.text()).contains("1,000 requests a month");
    }

    @Test
    void answersInTheTraceCarryTheirUnits() {
        Step power = step(advise("powerWatts=5 sloMs=20 flops=1e9 weightBytes=1e6 task=vision"), "H2");
        assertThat(power.operands()).anySatisfy(operand -> {
            assertThat(operand.name()).isEqualTo("powerWatts");
            assertThat(operand.unit()).isEqualTo("W");
            assertThat(operand.source()).isEqualTo("your answer");
        });
    }

    @Test
    void measuredLatenciesBeatTheRuleOfThumbOfTheFirstQuestion() {
        Advice thumb = advise("modelBesideData=yes");
        assertThat(step(thumb, "Q1").text()).contains("rule of thumb");
        Advice slower = advise("modelBesideData=yes cpuMs=50 roundTripMs=2 acceleratorMs=3 acceleratorWaitMs=1"
                + " payloadBytes=1e6 networkBytesPerSecond=1e9");
        assertThat(step(slower, "Q1").verdict()).isEqualTo(StepVerdict.DID_NOT_FIRE);
        assertThat(step(slower, "Q1").text()).contains("50 ms").contains("7 ms");
        assertThat(slower.flipPoints()).anySatisfy(flip -> {
            assertThat(flip.variable()).isEqualTo("roundTripMs");
            assertThat(flip.value()).isEqualTo(45.0);
        });
        Advice alwaysSooner = advise("modelBesideData=yes cpuMs=1 roundTripMs=2 acceleratorMs=3");
        assertThat(alwaysSooner.flipPoints())
                .anySatisfy(flip -> assertThat(flip.sentence()).contains("any round trip"));
    }

    @Test
    void anAcceleratorAboveBreakEvenIsNotArguedAway() {
        Advice advice = advise("utilization=0.6 breakEvenUtilization=0.3 modelBesideData=no");
        assertThat(step(advice, "Q1").fired()).isFalse();
        assertThat(advice.flipPoints())
                .anySatisfy(flip -> assertThat(flip.value()).isEqualTo(0.3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "predictableVolume=yes xlaAcceptable=no; move to XLA is not accepted",
                "predictableVolume=yes modelChangesPerYear=5; 5 model changes a year are more than 4",
                "predictableVolume=yes rateVariation=0.8; varies by 0.8 of its mean",
                "predictableVolume=yes migrationUsd=1e6 monthlySavingUsd=1e5 horizonMonths=12; pays back in 10 months, not before 6",
                "predictableVolume=no; not large and predictable"
            })
    void whatSpeaksAgainstATpuIsSaid(String answers, String text) {
        Step step = step(advise(answers), "Q3");
        assertThat(step.fired()).isFalse();
        assertThat(step.text()).contains(text);
    }

    @Test
    void theSavingThatWouldPayForTheMigrationIsAFlipPoint() {
        Advice advice = advise("predictableVolume=yes migrationUsd=600000 monthlySavingUsd=50000 horizonMonths=12");
        assertThat(advice.flipPoints()).anySatisfy(flip -> {
            assertThat(flip.variable()).isEqualTo("monthlySavingUsd");
            assertThat(flip.value()).isEqualTo(100_000.0);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "needsFlexibility=yes predictableVolume=yes, Q2, Q3, model changes",
        "modelBesideData=yes predictableVolume=yes, Q1, Q3, round trip",
        "modelBesideData=yes needsFlexibility=yes, Q1, Q2, utilization",
        "onDevice=yes robotics=yes task=vision powerWatts=15, R4, R5, power budget"
    })
    void rulesThatDisagreeAreShownWithWhatSettlesThem(String answers, String first, String second, String variable) {
        Advice advice = advise(answers);
        assertThat(advice.conflicts()).hasSize(1);
        assertThat(advice.conflicts().getFirst().firstRule()).isEqualTo(first);
        assertThat(advice.conflicts().getFirst().secondRule()).isEqualTo(second);
        assertThat(advice.conflicts().getFirst().variable()).contains(variable);
        assertThat(advice.sentence()).contains("disagree");
        assertThat(advice.runnerUp()).isNotNull();
    }

    @Test
    void thePlaceOverrulesTheQuestionsAboutDataAndVolume() {
        Advice advice = advise("onDevice=yes modelBesideData=yes predictableVolume=yes");
        assertThat(step(advice, "Q1").verdict()).isEqualTo(StepVerdict.OVERRULED);
        assertThat(step(advice, "Q1").fired()).isFalse();
        assertThat(step(advice, "Q1").text()).contains("comes first");
        assertThat(advice.conflicts()).isEmpty();
        assertThat(first(advice)).isEqualTo("rpi5-hailo10h");
        assertThat(ids(advise("onDevice=yes task=embedding")))
                .doesNotContain("rpi5-hailo10h")
                .startsWith("rpi5");
    }

    @Test
    void offlineOnThePremisesKeepsServers() {
        Advice advice = advise("offline=yes placement=premises modelBesideData=yes");
        assertThat(first(advice)).isEqualTo("xeon6-6980p");
        assertThat(eliminated(advice, "graviton4")).contains("in a cloud");
    }

    @Test
    void whenNothingSurvivesTheSmallestChangesAreNamed() {
        Advice advice = advise("onDevice=yes cuda=hard powerWatts=3");
        assertThat(advice.recommended()).isEmpty();
        assertThat(advice.survivors()).isEmpty();
        assertThat(advice.relaxations()).isNotEmpty();
        assertThat(advice.relaxations().getFirst().changes()).hasSize(1);
        assertThat(advice.relaxations())
                .anySatisfy(relaxation -> assertThat(relaxation.sentence())
                        .isEqualTo("Jetson AGX Orin 64GB needs a power budget of 15 W."));
        assertThat(advice.sentence()).contains("No known hardware").contains("the nearest");
        assertThat(advise("onDevice=yes cuda=hard powerWatts=20").relaxations()).isEmpty();
    }

    @Test
    void predictionsAreCandidatesWithABanner() {
        Recommendation tpu = advise("predictableVolume=yes").recommended().getFirst();
        assertThat(tpu.standing()).isEqualTo(Standing.CANDIDATE);
        assertThat(tpu.banner()).contains("Predicted").contains("measure");
        Recommendation gpu = advise("needsFlexibility=yes").recommended().getFirst();
        assertThat(gpu.standing()).isEqualTo(Standing.RECOMMENDED);
        assertThat(gpu.grade()).isEqualTo(Grade.B);
        assertThat(gpu.banner()).isNull();
    }

    @Test
    void aSingleWeakFigurePutsUpABanner() {
        Recommendation xeon = advise("modelBesideData=yes").recommended().getFirst();
        assertThat(xeon.grade()).isEqualTo(Grade.D);
        assertThat(xeon.banner()).contains("Weak footing").contains("int8 peak");
        Recommendation camera = advise("onDevice=yes task=vision powerWatts=5").recommended().stream()
                .filter(recommendation -> recommendation.profileId().equals("imx500"))
                .findFirst()
                .orElseThrow();
        assertThat(camera.banner()).contains("Nobody publishes its power");
        Recommendation sima = advise("onDevice=yes task=vision powerWatts=5 powerBoundary=module")
                .recommended()
                .getFirst();
        assertThat(sima.banner()).contains("14.6 W, was read at the wall");
    }

    @Test
    void aRunThatMeetsTheLimitMovesItsHardwareToTheFront() {
        DecisionInput input = input("modelBesideData=yes sloMs=20");
        LatencySummary latency = LatencySummary.of(Collections.nCopies(100, 5_000_000L));
        RunFacts run = new RunFacts(
                "r1",
                "fp32",
                "box",
                "graviton4",
                RunFacts.Outcome.VALID,
                latency,
                List.of(),
                null,
                null,
                null,
                null,
                "");
        Advice advice = Advisor.advise(input, PROFILES, RuleSet.current(), List.of(run));
        assertThat(first(advice)).isEqualTo("graviton4");
        assertThat(advice.recommended().getFirst().measured())
                .isEqualTo(new Advice.MeasuredPass("r1", "box", "fp32", 90, 5, ""));
        assertThat(advice.recommended().getFirst().why()).contains("Fp32 on box was measured to keep the limit");
        DecisionInput lasting = input("modelBesideData=yes sloMs=20 sustained=yes");
        assertThat(first(Advisor.advise(lasting, PROFILES, RuleSet.current(), List.of(run))))
                .isEqualTo("xeon6-6980p");
        assertThat(first(Advisor.advise(input, PROFILES, RuleSet.current()))).isEqualTo("xeon6-6980p");
    }

    @Test
    void survivorsCarryTheirAxesAndTheParetoFrontComesFirst() {
        Advice advice = advise("needsFlexibility=yes flops=1e12 weightBytes=1e9 precision=int8");
        assertThat(advice.survivors()).isSortedAccordingTo((a, b) -> Boolean.compare(b.pareto(), a.pareto()));
        Advice.Survivor h100 = advice.survivors().stream()
                .filter(survivor -> survivor.profileId().equals("h100-sxm"))
                .findFirst()
                .orElseThrow();
        assertThat(h100.floorMs()).isGreaterThan(0.5);
        assertThat(h100.usdPerHour()).isEqualTo(2.95);
        Advice.Survivor h200 = advice.survivors().stream()
                .filter(survivor -> survivor.profileId().equals("h200-sxm"))
                .findFirst()
                .orElseThrow();
        assertThat(h200.usd()).isNull();
    }

    @Test
    void unbudgetedPricesAreNoReasonToEliminate() {
        Advice advice = advise("purchaseUsdMax=100");
        assertThat(eliminated(advice, "epyc-9965")).contains("14,813 USD").contains("recalled");
        assertThat(advice.survivors())
                .extracting(Advice.Survivor::profileId)
                .contains("tpu-v7", "l4", "h100-sxm", "imx500", "rpi5");
    }

    @Test
    void claimsOfFiredRulesAreListed() {
        assertThat(advise("predictableVolume=yes").claimsUsed()).contains("C08");
        assertThat(advise("needsFlexibility=yes").claimsUsed()).contains("C13").doesNotContain("C08");
    }

    @Test
    void absurdInputIsRefusedBeforeAnythingIsJudged() {
        assertThatThrownBy(() -> advise("powerWatts=-1")).isInstanceOf(InvalidGuidanceInput.class);
    }

    static Advice advise(String answers) {
        return advise(answers, RuleSet.current());
    }

    private static Advice advise(String answers, RuleSet rules) {
        return Advisor.advise(input(answers), PROFILES, rules);
    }

    static DecisionInput input(String answers) {
        Map<String, String> map = new HashMap<>();
        for (String answer : answers.split(" ", -1)) {
            String[] pair = answer.split("=", 2);
            map.put(pair[0], pair[1]);
        }
        return DecisionInput.parse(map);
    }

    private static String first(Advice advice) {
        return advice.recommended().isEmpty()
                ? "nothing: " + advice.sentence()
                : advice.recommended().getFirst().profileId();
    }

    private static List<String> ids(Advice advice) {
        return advice.recommended().stream().map(Recommendation::profileId).toList();
    }

    private static Step step(Advice advice, String rule) {
        return advice.trace().stream()
                .filter(step -> step.rule().equals(rule))
                .findFirst()
                .orElseThrow();
    }

    private static String eliminated(Advice advice, String profileId) {
        return advice.eliminated().stream()
                .filter(elimination -> elimination.profileId().equals(profileId))
                .map(Advice.Elimination::sentence)
                .findFirst()
                .orElse("not eliminated");
    }
}
