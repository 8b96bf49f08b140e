package dev.assay.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.protocol.Capabilities;
import dev.assay.protocol.SandboxLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostFactsTest {
    @TempDir
    Path directory;

    @Test
    void keepsTheFlagsThatMatterOnBothArchitectures() {
        assertThat(HostFacts.flags(List.of("processor : 0", "flags\t\t: fpu vme avx2 avx512_vnni lahf_lm amx_int8")))
                .containsExactly("amx_int8", "avx2", "avx512_vnni");
        assertThat(HostFacts.flags(List.of("Features\t: fp asimd evtstrm aes asimddp i8mm")))
                .containsExactly("asimd", "asimddp", "i8mm");
        assertThat(HostFacts.flags(List.of())).isEmpty();
    }

    @Test
    void noticesAnEmulatedProcessor() {
        assertThat(HostFacts.emulated("arm64", "Cortex-A72", "cpu:type:x86,ven0002fam0019"))
                .isTrue();
        assertThat(HostFacts.emulated("amd64", "QEMU TCG CPU version 2.5+", null))
                .isTrue();
        assertThat(HostFacts.emulated("amd64", "AMD EPYC", "cpu:type:x86,ven0002fam0019"))
                .isFalse();
        assertThat(HostFacts.emulated("arm64", "Cortex-A76", "cpu:type:aarch64:feature:,0000"))
                .isFalse();
        assertThat(HostFacts.emulated("arm64", "Cortex-A76", null)).isFalse();
    }

    @Test
    void findsTheLargestCacheLevel() throws IOException {
        for (String[] cache : new String[][] {{"0", "1", "32K"}, {"2", "2", "1024K"}, {"3", "3", "32M"}}) {
            Path index = Files.createDirectories(directory.resolve("cache/index" + cache[0]));
            Files.writeString(index.resolve("level"), cache[1] + "\n");
            Files.writeString(index.resolve("size"), cache[2] + "\n");
        }
        assertThat(HostFacts.lastLevelCache(directory)).isEqualTo(32L << 20);
        assertThat(HostFacts.lastLevelCache(directory.resolve("nowhere"))).isNull();
    }

    @Test
    void describesThisMachine() {
        Capabilities facts =
                HostFacts.read(new HostFacts.Software("1.29.0", List.of("CPU"), "21", "test", SandboxLevel.LIMITS));
        assertThat(facts.arch()).isIn("amd64", "arm64");
        assertThat(facts.cores()).isPositive();
        assertThat(facts.threads()).isPositive();
        assertThat(facts.ramBytes()).isGreaterThan(64L << 20);
        assertThat(facts.cpuModel()).isNotBlank();
        assertThat(facts.sandbox()).isEqualTo(SandboxLevel.LIMITS);
    }

    @Test
    void readsTheMemoryOfAProcess() {
        List<String> status = List.of("VmHWM:\t  123456 kB", "VmRSS:\t  100 kB");
        assertThat(MemoryMeter.parse(status, "VmHWM:")).isEqualTo(123_456L * 1_024);
        assertThat(MemoryMeter.parse(status, "VmRSS:")).isEqualTo(102_400);
        try (MemoryMeter meter = MemoryMeter.start()) {
            assertThat(meter.peakBytes()).isGreaterThanOrEqualTo(MemoryMeter.residentBytes() / 2);
        }
    }
}
