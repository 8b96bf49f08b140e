package dev.assay.guidance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Properties that hold whatever is answered: random answers to every question, then one of them changed. */
class AdvisorMonotonicityTest {
    private static final HardwareProfiles PROFILES = HardwareProfiles.bundled();
    private static final int TRIALS = 120;

    /** Ends of plausible answers, on a logarithmic scale. */
    private static final Map<String, double[]> RANGES = Map.ofEntries(
            Map.entry("parameters", new double[] {1e4, 1e12}),
            Map.entry("flops", new double[] {1e6, 1e14}),
            Map.entry("weightBytes", new double[] {1e5, 1e12}),
            Map.entry("stateBytes", new double[] {1, 1e11}),
            Map.entry("payloadBytes", new double[] {1, 1e9}),
            Map.entry("promptTokens", new double[] {1, 1e5}),
            Map.entry("outputTokens", new double[] {1, 1e4}),
            Map.entry("sloMs", new double[] {0.1, 1e5}),
            Map.entry("powerWatts", new double[] {0.5, 2e3}),
            Map.entry("batteryWattHours", new double[] {1, 5e3}),
            Map.entry("requiredHours", new double[] {0.1, 500}),
            Map.entry("roundTripMs", new double[] {0.1, 500}),
            Map.entry("networkBytesPerSecond", new double[] {1e4, 1e10}),
            Map.entry("cpuMs", new double[] {0.1, 1e4}),
            Map.entry("acceleratorMs", new double[] {0.1, 1e4}),
            Map.entry("utilization", new double[] {0.01, 1}),
            Map.entry("breakEvenUtilization", new double[] {0.01, 1}),
            Map.entry("requestsPerMonth", new double[] {1, 1e11}),
            Map.entry("rateVariation", new double[] {0.01, 5}),
            Map.entry("modelChangesPerYear", new double[] {0.1, 50}),
            Map.entry("migrationUsd", new double[] {1e3, 1e7}),
            Map.entry("monthlySavingUsd", new double[] {1e2, 1e6}),
            Map.entry("horizonMonths", new double[] {1, 60}),
            Map.entry("purchaseUsdMax", new double[] {10, 1e6}),
            Map.entry("rentUsdPerHourMax", new double[] {0.1, 100}),
            Map.entry("contextTokens", new double[] {128, 1e6}),
            Map.entry("kvBytesPerToken", new double[] {1e3, 1e6}));

    @ParameterizedTest
    @ValueSource(strings = {"powerWatts", "sloMs", "batteryWattHours", "purchaseUsdMax", "rentUsdPerHourMax"})
    void moreOfItNeverRemovesAnOption(String field) {
        SplittableRandom random = new SplittableRandom(20261120);
        for (int trial = 0; trial < TRIALS; trial++) {
            Map<String, String> answers = answers(random);
            double less = between(random, RANGES.get(field));
            Set<String> before = survivors(with(answers, field, less));
            Set<String> after = survivors(with(answers, field, less * random.nextDouble(1, 20)));
            assertThat(after).as("%s %s", field, answers).containsAll(before);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "weightBytes",
                "stateBytes",
                "flops",
                "payloadBytes",
                "requiredHours",
                "contextTokens",
                "parameters"
            })
    void moreOfItNeverAddsAnOption(String field) {
        SplittableRandom random = new SplittableRandom(20261121);
        for (int trial = 0; trial < TRIALS; trial++) {
            Map<String, String> answers = answers(random);
            double less = between(random, RANGES.get(field));
            Set<String> before = survivors(with(answers, field, less));
            Set<String> after = survivors(with(answers, field, less * random.nextDouble(1, 20)));
            assertThat(before).as("%s %s", field, answers).containsAll(after);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "vendorToolchain, no, yes",
        "xlaAcceptable, no, yes",
        "unsupportedOperators, yes, no",
        "cloudForbidden, yes, no",
        "cuda, hard, soft"
    })
    void aConstraintThatIsLiftedNeverRemovesAnOption(String field, String strict, String lax) {
        SplittableRandom random = new SplittableRandom(20261122);
        for (int trial = 0; trial < TRIALS; trial++) {
            Map<String, String> answers = answers(random);
            Map<String, String> free = new LinkedHashMap<>(answers);
            answers.put(field, strict);
            free.put(field, lax);
            assertThat(survivors(free)).as("%s %s", field, answers).containsAll(survivors(answers));
        }
    }

    @Test
    void moreMemoryAndMoreBandwidthNeverRuleHardwareOut() {
        SplittableRandom random = new SplittableRandom(20261123);
        for (int trial = 0; trial < TRIALS; trial++) {
            DecisionInput input = DecisionInput.parse(answers(random));
            for (FigureKind kind : List.of(FigureKind.MEMORY, FigureKind.MEMORY_BANDWIDTH, FigureKind.INT8)) {
                Set<String> before = survivors(input, PROFILES);
                Set<String> after = survivors(input, larger(kind, random.nextDouble(1, 8)));
                assertThat(after).as("%s %s", kind, input).containsAll(before);
            }
        }
    }

    @Test
    void theNumberThatIsNamedIsEnoughToBringHardwareBack() {
        SplittableRandom random = new SplittableRandom(20261124);
        int tried = 0;
        for (int trial = 0; trial < TRIALS; trial++) {
            Map<String, String> answers = answers(random);
            DecisionInput input = DecisionInput.parse(answers);
            Eliminations hard = new Eliminations(input, RuleSet.current());
            for (HardwareProfile profile : PROFILES.profiles()) {
                Optional<HardChecks.Finding> finding = hard.onlyFinding(profile);
                String field = finding.map(one -> fieldOf(one)).orElse("");
                if (!field.isEmpty()) {
                    double limit = finding.orElseThrow().limit() * (1 + 1e-9);
                    assertThat(survivors(with(answers, field, limit)))
                            .as("%s %s", profile.id(), answers)
                            .contains(profile.id());
                    tried++;
                }
            }
        }
        assertThat(tried).isGreaterThan(100);
    }

    /** The same answers in other units are the same decision. */
    @Test
    void unitsChangeNothing() {
        SplittableRandom random = new SplittableRandom(20261125);
        for (int trial = 0; trial < TRIALS; trial++) {
            Map<String, String> answers = answers(random);
            answers.remove("sloMs");
            answers.remove("weightBytes");
            answers.remove("powerWatts");
            int ms = random.nextInt(1, 5_000);
            int kilobytes = random.nextInt(1_000, 1_000_000);
            int watts = random.nextInt(1, 500);
            Map<String, String> plain = new LinkedHashMap<>(answers);
            plain.put("sloMs", Integer.toString(ms));
            plain.put("weightBytes", kilobytes + "000");
            plain.put("powerWatts", Integer.toString(watts));
            Map<String, String> dressed = new LinkedHashMap<>(answers);
            dressed.put("sloMs", ms + " ms");
            dressed.put("weightBytes", kilobytes + " kB");
            dressed.put("powerWatts", watts + "W");
            assertThat(advise(plain)).isEqualTo(advise(dressed));
            assertThat(advise(plain)).isEqualTo(advise(plain));
        }
    }

    /** Each step of every trace is a sentence, each operand of a rule that fired has its source. */
    @Test
    void everyTraceCanBeRead() {
        SplittableRandom random = new SplittableRandom(20261126);
        Set<String> fired = new java.util.HashSet<>();
        for (int trial = 0; trial < TRIALS; trial++) {
            Advice advice = advise(answers(random));
            assertThat(advice.sentence()).endsWith(".").doesNotContain("null");
            for (Advice.Step step : advice.trace()) {
                assertThat(step.text()).endsWith(".").doesNotContain("null", "NaN", "Infinity");
                assertThat(step.operands()).allSatisfy(operand -> {
                    assertThat(operand.source()).isNotBlank();
                    assertThat(operand.value() != null || operand.text() != null)
                            .isTrue();
                });
                if (step.fired()) {
                    fired.add(step.rule());
                }
            }
            assertThat(advice.eliminated())
                    .allSatisfy(out -> assertThat(out.operands()).isNotEmpty());
            assertThat(advice.recommended())
                    .allSatisfy(one -> assertThat(advice.survivors())
                            .anyMatch(left -> left.profileId().equals(one.profileId())));
        }
        assertThat(fired).as("leaves that random answers reach").hasSizeGreaterThan(18);
    }

    private static String fieldOf(HardChecks.Finding finding) {
        return finding.limit() == null || finding.limit() > 1e6 // beyond what the answer may be
                ? ""
                : switch (finding.unit()) {
                    case "W" -> "powerWatts";
                    case "Wh" -> "batteryWattHours";
                    case "ms" -> "sloMs";
                    default -> "";
                };
    }

    private static HardwareProfiles larger(FigureKind kind, double factor) {
        return new HardwareProfiles(PROFILES.profiles().stream()
                .map(profile -> {
                    List<Figure> ceilings = new ArrayList<>();
                    for (Figure figure : profile.ceilings()) {
                        Double value = figure.value();
                        ceilings.add(
                                figure.kind() != kind || value == null
                                        ? figure
                                        : new Figure(
                                                kind,
                                                value * factor,
                                                figure.unit(),
                                                figure.basis(),
                                                figure.grade(),
                                                figure.source(),
                                                figure.note(),
                                                figure.sources(),
                                                figure.asOf()));
                    }
                    return new HardwareProfile(
                            profile.id(),
                            profile.name(),
                            profile.vendor(),
                            profile.hardwareClass(),
                            profile.places(),
                            profile.runMode(),
                            profile.grade(),
                            ceilings,
                            profile.peakNote(),
                            profile.hostLink(),
                            profile.power(),
                            profile.prices(),
                            profile.executionProvider(),
                            profile.onnxRuntime(),
                            profile.anchor(),
                            profile.anchorGrade(),
                            profile.audit(),
                            profile.sources());
                })
                .toList());
    }

    /** Answers to a random part of the questions that do not contradict each other. */
    private static Map<String, String> answers(SplittableRandom random) {
        Map<String, String> answers = new LinkedHashMap<>();
        for (String flag : List.of(
                "onDevice",
                "modelBesideData",
                "needsFlexibility",
                "predictableVolume",
                "offline",
                "cloudForbidden",
                "robotics",
                "convolutional",
                "xlaAcceptable",
                "vendorToolchain",
                "privacyOrCost",
                "cpuInt8",
                "sustained",
                "unsupportedOperators")) {
            if (random.nextInt(3) == 0) {
                answers.put(flag, random.nextBoolean() ? "yes" : "no");
            }
        }
        maybe(random, answers, "cuda", "none", "soft", "hard");
        maybe(random, answers, "task", "vision", "llm", "embedding", "tabular");
        maybe(random, answers, "precision", "fp32", "fp16", "fp8", "int8", "int4");
        maybe(random, answers, "powerBoundary", "wall", "board", "module", "package");
        maybe(random, answers, "scheme", "int8-dynamic", "int8-static", "fp16");
        RANGES.forEach((field, range) -> {
            if (random.nextInt(3) == 0) {
                answers.put(field, Double.toString(between(random, range)));
            }
        });
        together(answers, random, "batteryWattHours", "requiredHours");
        together(answers, random, "contextTokens", "kvBytesPerToken");
        return answers;
    }

    private static void together(Map<String, String> answers, SplittableRandom random, String one, String other) {
        if (answers.containsKey(one)) {
            answers.putIfAbsent(other, Double.toString(between(random, RANGES.get(other))));
        }
    }

    private static void maybe(SplittableRandom random, Map<String, String> answers, String field, String... words) {
        if (random.nextBoolean()) {
            answers.put(field, words[random.nextInt(words.length)]);
        }
    }

    private static double between(SplittableRandom random, double[] range) {
        return Math.min(range[1], Math.exp(random.nextDouble(Math.log(range[0]), Math.log(range[1]))));
    }

    private static Map<String, String> with(Map<String, String> answers, String field, double value) {
        Map<String, String> all = new LinkedHashMap<>(answers);
        all.put(field, Double.toString(value));
        if (field.equals("batteryWattHours")) {
            all.putIfAbsent("requiredHours", "5");
        }
        if (field.equals("contextTokens")) {
            all.putIfAbsent("kvBytesPerToken", "30000");
        }
        return all;
    }

    private static Advice advise(Map<String, String> answers) {
        return Advisor.advise(DecisionInput.parse(answers), PROFILES, RuleSet.current());
    }

    private static Set<String> survivors(Map<String, String> answers) {
        return survivors(DecisionInput.parse(answers), PROFILES);
    }

    private static Set<String> survivors(DecisionInput input, HardwareProfiles profiles) {
        return Advisor.advise(input, profiles, RuleSet.current()).survivors().stream()
                .map(Advice.Survivor::profileId)
                .collect(Collectors.toSet());
    }
}
