package dev.assay.benchmark.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a made-up /sys whose files are written as the kernel writes them. */
class EnergyMetersTest {
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    Path root;

    private Path powercap;
    private Path hwmon;

    @BeforeEach
    void directories() {
        powercap = root.resolve("sys/class/powercap");
        hwmon = root.resolve("sys/class/hwmon");
    }

    private static void file(Path file, Object content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content + "\n");
    }

    private void zone(String zone, String name, long microjoules) throws IOException {
        file(powercap.resolve(zone).resolve("name"), name);
        file(powercap.resolve(zone).resolve("energy_uj"), microjoules);
        file(powercap.resolve(zone).resolve("max_energy_range_uj"), 262_143_328_850L);
    }

    private EnergyMeter meter() {
        return EnergyMeters.of(root).find().orElseThrow();
    }

    @Test
    void withoutFilesThereIsNoMeter() {
        assertThat(EnergyMeters.of(root).find()).isEmpty();
        assertThat(EnergyMeters.of(root).kind()).isEqualTo("none");
    }

    @Test
    void packagesAndTheirMemoryAreAddedUpAndNamed() throws IOException {
        zone("intel-rapl:0", "package-0", 1_000_000);
        zone("intel-rapl:0:0", "core", 400_000);
        zone("intel-rapl:0:1", "dram", 100_000);
        zone("intel-rapl:1", "package-1", 9_000_000);
        zone("intel-rapl:2", "psys", 50_000_000);
        EnergyMeter meter = meter();
        assertThat(EnergyMeters.of(root).kind()).isEqualTo("rapl");
        assertThat(meter.boundary()).isEqualTo("package-0 + dram + package-1");
        assertThat(meter.joules(0)).isZero();
        zone("intel-rapl:0", "package-0", 3_000_000);
        zone("intel-rapl:0:0", "core", 4_000_000);
        zone("intel-rapl:0:1", "dram", 600_000);
        zone("intel-rapl:1", "package-1", 10_000_000);
        assertThat(meter.joules(SECOND)).isCloseTo(3.5, within(1e-12));
    }

    @Test
    void aCounterThatWentRoundGoesOn() throws IOException {
        zone("intel-rapl:0", "package-0", 262_143_000_000L);
        EnergyMeter meter = meter();
        meter.joules(0);
        zone("intel-rapl:0", "package-0", 671_150);
        assertThat(meter.joules(SECOND)).isCloseTo(1.0, within(1e-9));
        zone("intel-rapl:0", "package-0", 1_671_150);
        assertThat(meter.joules(2 * SECOND)).isCloseTo(2.0, within(1e-9));
    }

    @Test
    void aCounterThatMayNotBeReadIsNone() throws IOException {
        // What the kernel gives others than root; as root the file is readable, so here it says nothing instead.
        file(powercap.resolve("intel-rapl:0/name"), "package-0");
        file(powercap.resolve("intel-rapl:0/energy_uj"), "");
        assertThat(EnergyMeters.of(root).kind()).isEqualTo("none");
    }

    @Test
    void aPowerSensorIsIntegrated() throws IOException {
        file(hwmon.resolve("hwmon0/name"), "coretemp");
        file(hwmon.resolve("hwmon1/name"), "ina219");
        file(hwmon.resolve("hwmon1/power1_input"), 4_000_000);
        EnergyMeter meter = meter();
        assertThat(meter.kind()).isEqualTo("ina");
        assertThat(meter.boundary()).isEqualTo("ina219 power1");
        assertThat(meter.joules(0)).isZero();
        file(hwmon.resolve("hwmon1/power1_input"), 6_000_000);
        assertThat(meter.joules(2 * SECOND)).isCloseTo(10, within(1e-9));
    }

    @Test
    void aBoardWithSeveralRailsIsMeasuredWhereItIsFed() throws IOException {
        file(hwmon.resolve("hwmon3/name"), "ina3221");
        String[] labels = {"VDD_IN", "VDD_CPU_GPU_CV", "VDD_SOC"};
        for (int i = 1; i <= 3; i++) {
            file(hwmon.resolve("hwmon3/in" + i + "_label"), labels[i - 1]);
            file(hwmon.resolve("hwmon3/in" + i + "_input"), 5_000 * i); // millivolts
            file(hwmon.resolve("hwmon3/curr" + i + "_input"), 1_000); // milliamperes
        }
        EnergyMeter meter = meter();
        assertThat(meter.boundary()).isEqualTo("VDD_IN");
        meter.joules(0);
        assertThat(meter.joules(SECOND)).isCloseTo(5, within(1e-9));
    }

    @Test
    void powerBetweenTwoMomentsIsReadOffStraightLines() throws IOException {
        zone("intel-rapl:0", "package-0", 0);
        EnergyLog log = new EnergyLog(meter());
        log.read(0);
        zone("intel-rapl:0", "package-0", 10_000_000);
        log.read(SECOND);
        zone("intel-rapl:0", "package-0", 40_000_000);
        log.read(2 * SECOND);
        assertThat(log.watts(0, 2 * SECOND)).isCloseTo(20, within(1e-9));
        assertThat(log.watts(SECOND / 2, SECOND)).isCloseTo(10, within(1e-9));
        assertThat(log.watts(SECOND / 2, SECOND + SECOND / 2)).isCloseTo(20, within(1e-9));
        assertThat(log.watts(SECOND, 3 * SECOND)).isNull();
        assertThat(log.watts(SECOND, SECOND)).isNull();
    }

    @Test
    void aMeterThatGoesAwayIsNotAZero() throws IOException {
        zone("intel-rapl:0", "package-0", 5);
        EnergyMeter meter = meter();
        meter.joules(0);
        Files.delete(powercap.resolve("intel-rapl:0/energy_uj"));
        assertThatThrownBy(() -> meter.joules(SECOND)).isInstanceOf(IOException.class);
    }
}
