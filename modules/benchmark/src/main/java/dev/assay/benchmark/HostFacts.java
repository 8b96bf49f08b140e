package dev.assay.benchmark;

import com.sun.management.OperatingSystemMXBean;
import dev.assay.benchmark.energy.EnergyMeters;
import dev.assay.protocol.Capabilities;
import dev.assay.protocol.SandboxLevel;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;

/** What this machine is, as far as it matters to inference. */
public final class HostFacts {
    /** Instruction sets that change which kernels a runtime picks; x86 and Arm names as in {@code /proc/cpuinfo}. */
    private static final Set<String> FLAGS_THAT_MATTER = Set.of(
            "sse4_1",
            "sse4_2",
            "avx",
            "avx2",
            "fma",
            "f16c",
            "avx_vnni",
            "avx_vnni_int8",
            "avx512f",
            "avx512bw",
            "avx512vl",
            "avx512_vnni",
            "avx512_bf16",
            "avx512_fp16",
            "amx_tile",
            "amx_int8",
            "amx_bf16",
            "amx_fp16",
            "asimd",
            "asimdhp",
            "asimddp",
            "fphp",
            "i8mm",
            "bf16",
            "sve",
            "sve2",
            "svei8mm",
            "svebf16",
            "sme");

    private HostFacts() {}

    /** What only the job process and the agent know. */
    public record Software(String runtime, List<String> providers, String java, String agent, SandboxLevel sandbox) {}

    /** Reads the facts of this machine; takes some hundred milliseconds. */
    public static Capabilities read(Software software) {
        return read(software, Path.of("/"));
    }

    static Capabilities read(Software software, Path root) {
        CentralProcessor processor = new SystemInfo().getHardware().getProcessor();
        List<String> cpuinfo = HostCounters.lines(root.resolve("proc/cpuinfo"));
        Path cpu0 = root.resolve("sys/devices/system/cpu/cpu0");
        String arch = arch(System.getProperty("os.arch", "unknown"));
        String model = processor.getProcessorIdentifier().getName().trim();
        long maxHertz = processor.getMaxFreq();
        return new Capabilities(
                System.getProperty("os.name", "unknown"),
                System.getProperty("os.version", "unknown"),
                arch,
                model,
                processor.getPhysicalProcessorCount(),
                Runtime.getRuntime().availableProcessors(),
                maxHertz > 0 ? (Double) (maxHertz / 1e6) : null,
                flags(cpuinfo),
                ramBytes(),
                lastLevelCache(cpu0),
                first(cpu0.resolve("cpufreq/scaling_governor")),
                software.runtime(),
                software.providers(),
                software.java(),
                software.agent(),
                software.sandbox(),
                EnergyMeters.of(root).kind(),
                emulated(arch, model, first(root.resolve("sys/devices/system/cpu/modalias"))));
    }

    static String arch(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64", "arm64" -> "arm64";
            default -> name;
        };
    }

    static List<String> flags(List<String> cpuinfo) {
        for (String line : cpuinfo) {
            if (line.startsWith("flags") || line.startsWith("Features")) {
                Set<String> present = new HashSet<>(Arrays.asList(
                        line.substring(line.indexOf(':') + 1).trim().split("\\s+", -1)));
                present.retainAll(FLAGS_THAT_MATTER);
                return present.stream().sorted().toList();
            }
        }
        return List.of();
    }

    /**
     * User-mode emulation passes {@code /sys} of the real machine through, whose processor type then contradicts the
     * architecture that this process sees.
     */
    static boolean emulated(String arch, String model, @Nullable String modalias) {
        if (model.toUpperCase(Locale.ROOT).contains("QEMU TCG")) {
            return true;
        }
        return modalias != null
                && ((arch.equals("arm64") && modalias.startsWith("cpu:type:x86"))
                        || (arch.equals("amd64") && modalias.startsWith("cpu:type:aarch64")));
    }

    /** Installed memory, or the control group's limit where that is lower: the platform bean knows both. */
    private static long ramBytes() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    }

    static @Nullable Long lastLevelCache(Path cpu) {
        Long bytes = null;
        int highest = 0;
        for (int index = 0; index < 8; index++) {
            Path cache = cpu.resolve("cache/index" + index);
            String level = first(cache.resolve("level"));
            String size = first(cache.resolve("size"));
            if (level != null && size != null && size.matches("\\d+[KM]") && Integer.parseInt(level) > highest) {
                highest = Integer.parseInt(level);
                long number = Long.parseLong(size.substring(0, size.length() - 1));
                bytes = number << (size.endsWith("M") ? 20 : 10);
            }
        }
        return bytes;
    }

    private static @Nullable String first(Path file) {
        List<String> lines = HostCounters.lines(file);
        return lines.isEmpty() ? null : lines.get(0).trim();
    }
}
