package dev.assay.guidance.energy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.assay.guidance.InvalidGuidanceInput;
import dev.assay.guidance.PowerBoundary;
import dev.assay.guidance.energy.DutyCycle.Sleep;
import dev.assay.guidance.energy.EnergyBoundary.Kind;
import dev.assay.protocol.MeasurementDetails.Energy;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EnergyTest {
    private static final EnergyBoundary WALL = new EnergyBoundary(Kind.WALL);
    private static final InferenceEnergy SIMA = new InferenceEnergy(WALL, 6.8, 14.6, 0.846e-3);

    @Test
    void guidance3dSimaNeeds12Point3MillijoulesAtTheWallOf6Point6AboveIdle() {
        // 14.6 W and 0.846 ms are rounded themselves; their product is 12.35.
        assertEquals(12.3e-3, SIMA.totalJoules(), 0.06e-3);
        assertEquals(6.6e-3, SIMA.dynamicJoules(), 0.05e-3);
        assertEquals(3.4, 50 / SIMA.loadWatts(), 0.05);
    }

    @Test
    void guidance3dOrinMaxQNeeds22Point2MillijoulesOf12Point9AboveIdle() {
        // 15.0 W over 1.479 ms; its idle power follows from the two printed energies.
        double idle = 15.0 - 12.9e-3 / 1.479e-3;
        InferenceEnergy orin = new InferenceEnergy(WALL, idle, 15.0, 1.479e-3);
        assertEquals(22.2e-3, orin.totalJoules(), 0.05e-3);
        assertEquals(12.9e-3, orin.dynamicJoules(), 0.05e-3);
        assertEquals(6.3, idle, 0.05);
        assertEquals(12.3 / 22.2, SIMA.over(orin), 0.005);
    }

    @Test
    void guidance3dAKeyboardPiWritesLlama3bAt2Point3JoulesPerToken() {
        assertEquals(2.3, new InferenceEnergy(WALL, 0, 13, 1 / 5.55).totalJoules(), 0.05);
    }

    @Test
    void guidance3dMlEnergyGives012JoulesPerTokenAtTheModuleWhichNeverComparesWithTheWall() {
        InferenceEnergy h100 = new InferenceEnergy(new EnergyBoundary(Kind.MODULE), 0, 700, 0.12 / 700);
        assertEquals(0.12, h100.totalJoules(), 1e-12);
        InvalidGuidanceInput refused = assertThrows(InvalidGuidanceInput.class, () -> SIMA.over(h100));
        assertEquals(
                "Energy at the boundary wall does not compare with energy at the boundary module; measure both at the same"
                        + " one.",
                refused.getMessage());
    }

    @Test
    void storedFiguresKeepTheirMeterAndGiveTheTimeBack() {
        Energy rapl = new Energy("rapl", "package-0 + dram", 10, 30, 0.4, 500);
        InferenceEnergy energy = InferenceEnergy.of(rapl).orElseThrow();
        assertEquals(0.02, energy.seconds(), 1e-12);
        assertEquals(0.4, energy.dynamicJoules(), 1e-12);
        assertEquals(0.6, energy.totalJoules(), 1e-12);
        assertEquals("package (package-0 + dram)", energy.boundary().text());
        assertEquals(
                Kind.BOARD,
                EnergyBoundary.of(new Energy("ina", "VDD_IN", 1, 2, 1, 1)).kind());
        assertEquals(
                Kind.RAIL,
                EnergyBoundary.of(new Energy("ina", "VDD_CPU", 1, 2, 1, 1)).kind());
        assertTrue(InferenceEnergy.of(new Energy("rapl", "package-0", 10, 9.9, -0.1, 5))
                .isEmpty());
        // Two packages are not one package with its memory.
        InferenceEnergy other = InferenceEnergy.of(new Energy("rapl", "package-0", 10, 30, 0.4, 500))
                .orElseThrow();
        assertThrows(InvalidGuidanceInput.class, () -> energy.over(other));
        assertEquals(1, energy.over(energy));
        InferenceEnergy unstated = new InferenceEnergy(EnergyBoundary.of(PowerBoundary.UNSTATED), 0, 1, 1);
        assertThrows(InvalidGuidanceInput.class, () -> unstated.over(unstated));
    }

    @Test
    void aDutyCycleLiesBetweenIdleAndLoad() {
        assertEquals(6.8, new DutyCycle(SIMA, 0).watts(), 1e-12);
        assertEquals(14.6, new DutyCycle(SIMA, 1 / 0.846e-3).watts(), 1e-9);
        DutyCycle tenPerSecond = new DutyCycle(SIMA, 10);
        assertEquals(6.8 + 10 * 0.846e-3 * 7.8, tenPerSecond.watts(), 1e-12);
        assertEquals(50 * 0.9 / tenPerSecond.watts(), DutyCycle.lifeHours(50, 0.9, tenPerSecond.watts()), 1e-12);
        InvalidGuidanceInput tooFast = assertThrows(InvalidGuidanceInput.class, () -> new DutyCycle(SIMA, 1200));
        assertTrue(tooFast.getMessage().contains("it can do at most 1,182 per second"));
    }

    @Test
    void sleepingPaysExactlyAboveItsGap() {
        InferenceEnergy node = new InferenceEnergy(new EnergyBoundary(Kind.BOARD), 2, 8, 0.5);
        Sleep sleep = new Sleep(0.1, 5.7);
        assertEquals(3, new DutyCycle(node, 0.1).breakEvenGapSeconds(sleep), 1e-12);
        Random random = new Random(3);
        for (int i = 0; i < 500; i++) {
            DutyCycle cycle = new DutyCycle(node, 0.001 + 1.9 * random.nextDouble());
            assertEquals(cycle.watts(sleep) < cycle.watts(), cycle.sleepPays(sleep));
        }
        DutyCycle edge = new DutyCycle(node, 1 / 3.5);
        assertEquals(edge.watts(), edge.watts(sleep), 1e-12);
        assertThrows(InvalidGuidanceInput.class, () -> edge.watts(new Sleep(2, 1)));
        assertEquals(Double.POSITIVE_INFINITY, new DutyCycle(node, 0).gapSeconds());
    }

    @Test
    void heatRisesToTheProductOfPowerAndResistance() {
        ThermalPath path = new ThermalPath(5, 60, 25, 85);
        assertEquals(12, path.sustainedWatts());
        assertEquals(300, path.timeConstantSeconds());
        assertEquals(25, path.celsius(12, 0));
        assertEquals(25 + 60 * (1 - Math.exp(-1)), path.celsius(12, 300), 1e-9);
        assertEquals(85, path.celsius(12, 1e6), 1e-9);
        assertEquals(Double.POSITIVE_INFINITY, path.secondsToLimit(12));
        double hit = path.secondsToLimit(20);
        assertEquals(85, path.celsius(20, hit), 1e-9);
        // The differential equation in small steps gives the same temperature.
        double celsius = 25;
        double step = 0.01;
        for (double t = 0; t < hit; t += step) {
            celsius += step * (20 - (celsius - 25) / 5) / 60;
        }
        assertEquals(85, celsius, 0.01);
    }

    @Test
    void throttlingKeepsBetweenTheSustainedShareAndItsCubeRoot() {
        ThermalPath path = new ThermalPath(5, 60, 25, 85);
        assertEquals(1, path.throttledRate(12, 1));
        assertEquals(0.5, path.throttledRate(24, 1), 1e-12);
        assertEquals(Math.cbrt(0.5), path.throttledRate(24, 1.0 / 3), 1e-12);
        double before = 1;
        for (double watts = 12; watts < 100; watts += 3) {
            double rate = path.throttledRate(watts, 0.5);
            assertTrue(rate <= before);
            before = rate;
        }
    }

    private static List<Long> samples(int n, double slowDown, long seed) {
        Random random = new Random(seed);
        List<Long> nanos = new ArrayList<>();
        double noise = 0;
        for (int i = 0; i < n; i++) {
            // Neighbours resemble each other.
            noise = 0.6 * noise + 0.02 * random.nextGaussian();
            double base = i < n / 3 ? 1 : slowDown;
            nanos.add(Math.round(5e6 * base * (1 + noise)));
        }
        return nanos;
    }

    @Test
    void aSoakSaysWhetherTheDeviceSlowedDown() {
        Soak hot = Soak.of(samples(3000, 1.3, 1), 1800, 42);
        assertNotNull(hot);
        assertEquals(Soak.Verdict.THROTTLED, hot.verdict());
        assertEquals(5, hot.burstMs(), 0.1);
        assertEquals(6.5, hot.sustainedMs(), 0.1);
        assertEquals(1.3, hot.ratio().ratio(), 0.02);
        Soak cool = Soak.of(samples(3000, 1, 2), 1800, 42);
        assertNotNull(cool);
        assertEquals(Soak.Verdict.STEADY, cool.verdict());
        Soak edge = Soak.of(samples(300, 1.05, 3), 1800, 42);
        assertNotNull(edge);
        assertEquals(Soak.Verdict.UNDECIDED, edge.verdict());
        Soak brief = Soak.of(samples(3000, 1.3, 1), 60, 42);
        assertNotNull(brief);
        assertEquals(Soak.Verdict.TOO_SHORT, brief.verdict());
        assertEquals(hot, Soak.of(samples(3000, 1.3, 1), 1800, 42));
        assertNull(Soak.of(samples(39, 1, 4), 1800, 42));
        for (Soak soak : List.of(hot, cool, edge, brief)) {
            assertFalse(soak.sentence().isEmpty());
        }
    }

    @Test
    void minuteOneAndMinuteThirtyComeFromTheStoredMedians() {
        List<Double> medians = new ArrayList<>();
        for (int minute = 1; minute <= 30; minute++) {
            medians.add(2e6 + minute * 1e4);
        }
        Soak.Minutes minutes = Soak.Minutes.of(medians);
        assertNotNull(minutes);
        assertEquals(new Soak.Minutes(2.01, 2.3, 30), minutes);
        assertEquals(2.3 / 2.01, minutes.ratio(), 1e-12);
        assertNull(Soak.Minutes.of(List.of(1.0)));
    }

    @Test
    void absurdFiguresAreRefusedInSentences() {
        assertThrows(InvalidGuidanceInput.class, () -> new InferenceEnergy(WALL, 5, 4, 1));
        assertThrows(InvalidGuidanceInput.class, () -> new InferenceEnergy(WALL, -1, 4, 1));
        assertThrows(InvalidGuidanceInput.class, () -> new InferenceEnergy(WALL, 1, 4, 0));
        assertThrows(InvalidGuidanceInput.class, () -> new DutyCycle(SIMA, -1));
        assertThrows(InvalidGuidanceInput.class, () -> new Sleep(-1, 0));
        assertThrows(InvalidGuidanceInput.class, () -> DutyCycle.lifeHours(0, 1, 1));
        assertThrows(InvalidGuidanceInput.class, () -> DutyCycle.lifeHours(10, 90, 1));
        assertThrows(InvalidGuidanceInput.class, () -> new ThermalPath(0, 1, 25, 85));
        assertThrows(InvalidGuidanceInput.class, () -> new ThermalPath(1, 1, 25, 20));
        // Kelvin typed as Celsius.
        assertThrows(InvalidGuidanceInput.class, () -> new ThermalPath(1, 1, 298, 358));
        assertThrows(InvalidGuidanceInput.class, () -> new ThermalPath(1, 1, 25, 85).throttledRate(10, 3));
    }
}
