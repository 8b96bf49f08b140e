package dev.assay.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a device says about itself. Never trusted for authorisation; recorded with every measurement.
 *
 * @param os           operating system name, such as {@code Linux}
 * @param kernel       kernel release
 * @param arch         {@code amd64} or {@code arm64}
 * @param cpuModel     marketing name of the processor
 * @param cores        physical cores
 * @param threads      logical processors this agent may use
 * @param maxMhz       highest clock in MHz, or null where the system does not tell
 * @param cpuFlags     instruction set flags that matter to inference (avx2, avx512_vnni, amx_int8, asimddp, i8mm, ...)
 * @param ramBytes     installed memory, limited by the control group where there is one
 * @param llcBytes     last level cache, or null where the system does not tell
 * @param governor     CPU frequency governor, or null
 * @param runtime      ONNX Runtime version
 * @param providers    execution providers that the runtime build offers
 * @param java         version of the Java runtime of the job process
 * @param agent        version of this agent
 * @param sandbox      the strongest isolation that jobs get here
 * @param powerMeter   {@code rapl}, {@code ina} or {@code none}
 * @param emulated     true when the processor is emulated: such numbers are never compared
 */
public record Capabilities(
        String os,
        String kernel,
        String arch,
        String cpuModel,
        int cores,
        int threads,
        @Nullable Double maxMhz,
        List<String> cpuFlags,
        long ramBytes,
        @Nullable Long llcBytes,
        @Nullable String governor,
        String runtime,
        List<String> providers,
        String java,
        String agent,
        SandboxLevel sandbox,
        String powerMeter,
        boolean emulated) {}
