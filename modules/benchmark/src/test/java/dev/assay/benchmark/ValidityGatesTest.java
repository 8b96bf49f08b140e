package dev.assay.benchmark;

import static dev.assay.protocol.Measurement.Validity.Status.INVALID;
import static dev.assay.protocol.Measurement.Validity.Status.SUSPECT;
import static dev.assay.protocol.Measurement.Validity.Status.VALID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.protocol.Measurement.Validity;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ValidityGatesTest {
    private static final Conditions QUIET = conditions(0.01, 0.0, 0.001);

    private static Conditions conditions(@Nullable Double foreign, @Nullable Double steal, @Nullable Double pressure) {
        return new Conditions(foreign, steal, null, pressure, 2_000.0, 2_000.0, 50.0, 55.0, 0L);
    }

    private static long[] samples(int n, double spread) {
        SplittableRandom random = new SplittableRandom(3);
        long[] samples = new long[n];
        for (int i = 0; i < n; i++) {
            samples[i] = (long) (1e6 * (1 + spread * random.nextGaussian()));
        }
        return samples;
    }

    private static Validity judge(long[] samples, Conditions conditions) {
        return ValidityGates.judge(
                new ValidityGates.Evidence(samples, samples.length, 64, true, true, 0, 20, 1, 2, conditions, null));
    }

    private static void assertJudged(Validity validity, Validity.Status status, String word) {
        assertThat(validity.status()).as("%s", validity.reasons()).isEqualTo(status);
        assertThat(validity.reasons()).singleElement().asString().contains(word).endsWith(".");
    }

    @Test
    void aQuietRunIsValid() {
        assertThat(judge(samples(300, 0.01), QUIET)).isEqualTo(new Validity(VALID, List.of()));
        assertThat(judge(samples(300, 0.01), conditions(null, null, null)).status())
                .isEqualTo(VALID);
    }

    @Test
    void oneOutlierDoesNotSpoilARun() {
        long[] samples = samples(300, 0.01);
        samples[150] = 100_000_000;
        assertThat(judge(samples, QUIET).status()).isEqualTo(VALID);
    }

    @Test
    void spreadInTheCentreDoes() {
        assertJudged(judge(samples(3_000, 0.1), QUIET), SUSPECT, "vary");
        assertJudged(judge(samples(3_000, 0.4), QUIET), INVALID, "vary");
    }

    @Test
    void otherProgramsAreSuspectWhileThereIsRoomAndInvalidWhenThereIsNone() {
        assertJudged(judge(samples(300, 0.01), conditions(0.3, 0.0, 0.0)), SUSPECT, "Other programs");
        assertJudged(judge(samples(300, 0.01), conditions(1.2, 0.0, 0.0)), INVALID, "Other programs");
        Validity roomy = ValidityGates.judge(new ValidityGates.Evidence(
                samples(300, 0.01), 300, 64, true, true, 0, 20, 1, 16, conditions(1.2, 0.0, 0.0), null));
        assertThat(roomy.status()).isEqualTo(SUSPECT);
    }

    @Test
    void stealPressureClockAndHeatAreSeen() {
        assertJudged(judge(samples(300, 0.01), conditions(0.0, 0.02, 0.0)), SUSPECT, "hypervisor");
        assertJudged(judge(samples(300, 0.01), conditions(0.0, 0.2, 0.0)), INVALID, "hypervisor");
        assertJudged(judge(samples(300, 0.01), conditions(0.0, 0.0, 0.05)), SUSPECT, "waited");
        assertJudged(
                judge(samples(300, 0.01), new Conditions(0.0, 0.0, 0.0, 0.0, 3_000.0, 2_000.0, null, null, 0L)),
                SUSPECT,
                "3000 to 2000 MHz");
        assertJudged(
                judge(samples(300, 0.01), new Conditions(0.0, 0.0, 0.0, 0.0, null, null, null, null, 2L)),
                SUSPECT,
                "heat");
    }

    @Test
    void driftIsSeenEvenWhenItIsSmooth() {
        long[] samples = new long[900];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = i < 850 ? 1_000_000 : 1_001_000;
        }
        assertThat(judge(samples, QUIET).status()).isEqualTo(VALID);
        for (int i = 0; i < samples.length; i++) {
            samples[i] = 1_000_000 + 300L * i;
        }
        assertThat(judge(samples, QUIET).reasons()).anyMatch(reason -> reason.contains("drifted by +1"));
    }

    @Test
    void tooFewSamplesAndAnUnstableWarmUpAreSuspect() {
        assertJudged(judge(samples(20, 0.001), QUIET), SUSPECT, "20 of 64");
        assertJudged(
                ValidityGates.judge(
                        new ValidityGates.Evidence(samples(300, 0.01), 300, 64, true, false, 0, 20, 1, 2, QUIET, null)),
                SUSPECT,
                "warm-up");
    }

    @Test
    void aWrongOutputIsInvalidAndSaidFirst() {
        Validity validity = ValidityGates.judge(new ValidityGates.Evidence(
                samples(3_000, 0.1), 3_000, 64, true, true, 2, 20, 1, 2, conditions(0.3, 0.0, 0.0), null));
        assertThat(validity.status()).isEqualTo(INVALID);
        assertThat(validity.reasons()).hasSize(3);
        assertThat(validity.reasons().get(0)).contains("2 of 20 outputs");
    }

    @Test
    void queriesThatQueueVaryByNature() {
        assertThat(ValidityGates.judge(new ValidityGates.Evidence(
                        samples(3_000, 0.4), 3_000, 64, false, true, 0, 20, 1, 2, QUIET, null)))
                .isEqualTo(new Validity(VALID, List.of()));
    }

    @Test
    void aRepeatedInputThatIsMuchFasterIsSuspect() {
        assertJudged(judgeRepeated(new PairedRatio(0.80, 0.78, 0.82, 8)), SUSPECT, "25 % faster");
        assertThat(judgeRepeated(new PairedRatio(0.93, 0.92, 0.94, 8)).status()).isEqualTo(VALID);
        // Faster by chance: the interval says that it need not be.
        assertThat(judgeRepeated(new PairedRatio(0.80, 0.70, 0.97, 8)).status()).isEqualTo(VALID);
    }

    private static Validity judgeRepeated(PairedRatio repeated) {
        return ValidityGates.judge(
                new ValidityGates.Evidence(samples(300, 0.01), 300, 64, true, true, 0, 20, 1, 2, QUIET, repeated));
    }

    @Test
    void aProcessorThatTheRunLeavesFreeTakesSomeOfTheLoadOfOthers() {
        assertThat(judgeOnTwo(1, 0.2).status()).isEqualTo(VALID);
        assertJudged(judgeOnTwo(2, 0.2), SUSPECT, "Other programs");
        assertJudged(judgeOnTwo(1, 0.3), SUSPECT, "Other programs");
    }

    private static Validity judgeOnTwo(int threads, double foreign) {
        return ValidityGates.judge(new ValidityGates.Evidence(
                samples(300, 0.01), 300, 64, true, true, 0, 20, threads, 2, conditions(foreign, 0.0, 0.0), null));
    }

    /** Others that wait for each other are not in the way; what counts is whether the measured process waited. */
    @Test
    void waitingOfTheProcessItselfWinsOverThatOfTheMachine() {
        Conditions elsewhere = new Conditions(0.0, 0.0, 0.001, 0.2, null, null, null, null, 0L);
        assertThat(judge(samples(300, 0.01), elsewhere).status()).isEqualTo(VALID);
        Conditions here = new Conditions(0.0, 0.0, 0.03, 0.2, null, null, null, null, 0L);
        assertJudged(judge(samples(300, 0.01), here), SUSPECT, "measured process waited");
    }
}
