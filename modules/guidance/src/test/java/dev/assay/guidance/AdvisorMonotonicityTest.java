package dev.assay.guidance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random answers, one of them relaxed: what survived before survives after. */
class AdvisorMonotonicityTest {
    private static final HardwareProfiles PROFILES = HardwareProfiles.bundled();
    private static final int TRIALS = 150;

    @ParameterizedTest
    @ValueSource(strings = {"powerWatts", "sloMs", "batteryWattHours", "purchaseUsdMax", "rentUsdPerHourMax"})
    void moreOfItNeverRemovesAnOption(String field) {
        SplittableRandom random = new SplittableRandom(20261120);
        for (int trial = 0; trial < TRIALS; trial++) {
            Map<String, String> answers = answers(random);
            double less = Math.exp(random.nextDouble(-2, 8));
            Set<String> before = survivors(answers, field, less);
            Set<String> after = survivors(answers, field, less * random.nextDouble(1, 20));
            assertThat(after).as("%s %s", field, answers).containsAll(before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"weightBytes", "weightBytesRead", "stateBytes", "flops", "payloadBytes", "requiredHours"})
    void moreOfItNeverAddsAnOption(String field) {
        SplittableRandom random = new SplittableRandom(20261121);
        for (int trial = 0; trial < TRIALS; trial++) {
            Map<String, String> answers = answers(random);
            if (field.equals("weightBytesRead")) {
                answers.remove("weightBytes");
            }
            double less = Math.exp(field.equals("requiredHours") ? random.nextDouble(0, 8) : random.nextDouble(7, 24));
            Set<String> before = survivors(answers, field, less);
            Set<String> after = survivors(answers, field, less * random.nextDouble(1, 20));
            assertThat(before).as("%s %s", field, answers).containsAll(after);
        }
    }

    private static Map<String, String> answers(SplittableRandom random) {
        Map<String, String> answers = new HashMap<>();
        maybe(random, answers, "onDevice", "yes");
        maybe(random, answers, "cuda", random.nextBoolean() ? "hard" : "soft");
        maybe(random, answers, "vendorToolchain", random.nextBoolean() ? "yes" : "no");
        maybe(random, answers, "precision", random.nextBoolean() ? "int8" : "fp32");
        maybe(random, answers, "powerBoundary", random.nextBoolean() ? "module" : "wall");
        answers.put("weightBytes", String.valueOf(Math.exp(random.nextDouble(10, 27))));
        answers.put("flops", String.valueOf(Math.exp(random.nextDouble(10, 32))));
        answers.put("sloMs", String.valueOf(Math.exp(random.nextDouble(-3, 8))));
        answers.put("batteryWattHours", String.valueOf(Math.exp(random.nextDouble(0, 8))));
        answers.put("requiredHours", String.valueOf(Math.exp(random.nextDouble(0, 4))));
        return answers;
    }

    private static void maybe(SplittableRandom random, Map<String, String> answers, String field, String value) {
        if (random.nextBoolean()) {
            answers.put(field, value);
        }
    }

    private static Set<String> survivors(Map<String, String> answers, String field, double value) {
        Map<String, String> all = new HashMap<>(answers);
        all.put(field, String.valueOf(value));
        return Advisor.advise(DecisionInput.parse(all), PROFILES, RuleSet.current()).survivors().stream()
                .map(Advice.Survivor::profileId)
                .collect(Collectors.toSet());
    }
}
