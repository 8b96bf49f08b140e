package dev.assay.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostCountersTest {
    @TempDir
    Path root;

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private HostCounters read(long nanos) {
        return HostCounters.read(Stopwatch.of(() -> nanos), root);
    }

    @Test
    void readsWhatTheKernelTells() throws IOException {
        file("proc/stat", "cpu  100 10 50 1000 7 3 2 20 5 0\ncpu0 1 1 1 1 1 1 1 1 1 1\n");
        file("proc/self/stat", "42 (a (strange) name) S 1 1 1 0 -1 4194304 99 0 0 0 30 12 0 0 20 0 1 0 120478 1 1\n");
        file("proc/self/task/42/schedstat", "933102 30641873 2\n");
        file("proc/self/task/43/schedstat", "17 358127 1\n");
        file("proc/pressure/cpu", "some avg10=13.22 avg60=7.30 avg300=4.44 total=28034876\nfull avg10=0 total=0\n");
        file("proc/cpuinfo", "cpu MHz\t\t: 2596.150\ncpu MHz\t\t: 2600.000\n");
        file("sys/class/thermal/thermal_zone0/type", "acpitz\n");
        file("sys/class/thermal/thermal_zone0/temp", "20000\n");
        file("sys/class/thermal/thermal_zone1/type", "x86_pkg_temp\n");
        file("sys/class/thermal/thermal_zone1/temp", "61000\n");
        file("sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count", "3\n");
        file("sys/devices/system/cpu/cpu1/thermal_throttle/core_throttle_count", "4\n");
        HostCounters counters = read(5);
        assertThat(counters)
                .isEqualTo(new HostCounters(5, 165L, 20L, 1192L, 42L, 31_000_000L, 28_034_876L, 2598.075, 61.0, 7L));
    }

    @Test
    void prefersTheCurrentFrequencyOfTheDriver() throws IOException {
        file("proc/cpuinfo", "cpu MHz\t\t: 2596.150\n");
        file("sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq", "1500000\n");
        assertThat(read(0).mhz()).isEqualTo(1500.0);
    }

    @Test
    void saysNothingWhereTheSystemSaysNothing() {
        assertThat(read(9)).isEqualTo(new HostCounters(9, null, null, null, null, null, null, null, null, null));
    }

    @Test
    void theDifferenceLeavesOutThisProcess() {
        HostCounters before = new HostCounters(0, 1_000L, 10L, 10_000L, 100L, 5_000_000L, 0L, 2_000.0, 50.0, 1L);
        HostCounters after =
                new HostCounters(2_000_000_000L, 1_350L, 14L, 10_400L, 290L, 25_000_000L, 500_000L, 1_900.0, 60.0, 1L);
        assertThat(Conditions.between(before, after))
                .isEqualTo(new Conditions(0.8, 0.01, 0.01, 0.25, 2_000.0, 1_900.0, 50.0, 60.0, 0L));
        HostCounters silent = new HostCounters(1, null, null, null, null, null, null, null, null, null);
        assertThat(Conditions.between(silent, silent))
                .isEqualTo(new Conditions(null, null, null, null, null, null, null, null, null));
    }
}
