package dev.assay.guidance.why;

import static dev.assay.guidance.Prose.number;
import static dev.assay.guidance.Prose.text;

import dev.assay.guidance.Prose;
import dev.assay.onnx.outline.ModelWork;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Rules about what the processor can do. */
final class MachineRules {
    /** Operations per byte below which a core waits for memory rather than for its arithmetic units. */
    private static final double FEW_OPERATIONS = 8;

    static final List<Function<Case, Optional<Reason>>> ALL = List.of(
            MachineRules::noByteProducts,
            MachineRules::signedActivations,
            MachineRules::threadsBeyondCores,
            MachineRules::memoryBound);

    private MachineRules() {}

    /** Int8 without instructions for it. */
    static Optional<Reason> noByteProducts(Case c) {
        Boolean multiplies = c.run().machine().multipliesBytes();
        if (multiplies == null || multiplies || (!c.isInt8() && !c.isWeightOnly())) {
            return Optional.empty();
        }
        boolean x86 = c.run().machine().isX86();
        boolean saturates = x86 && c.option("reduceRange", "false");
        return Optional.of(new Reason(
                "no-byte-products",
                text(
                        "This processor has no instructions for int8 dot products (%s), so int8 products take several"
                                + " steps each%s.",
                        x86 ? "neither VNNI nor AMX" : "neither dotprod nor i8mm",
                        saturates
                                ? ", and intermediate sums may saturate: reduceRange=true keeps weights small enough"
                                : ""),
                List.of(Reason.count("instructions", 0)),
                c.isNotFasterThan(1.3) ? 0.85 : 0.4));
    }

    /** Signed activations take the slow path of x86 kernels. */
    static Optional<Reason> signedActivations(Case c) {
        if (!c.run().machine().isX86() || !c.option("activations", "s8")) {
            return Optional.empty();
        }
        ExplainedRun.Graph graph = c.run().graph();
        int floats = graph == null ? 0 : graph.count("MatMul") + graph.count("Conv") + graph.count("Gemm");
        return Optional.of(new Reason(
                "signed-activations",
                text(
                        "Activations are signed: x86 multiplies unsigned by signed bytes, so kernels correct for it or do"
                                + " not fuse%s. activations=u8 has the same precision.",
                        floats == 0 ? "" : text(" (%d products are still in floating point)", floats)),
                List.of(Reason.count("float products", floats)),
                c.isNotFasterThan(1.5) ? 0.85 : 0.4));
    }

    /** More threads than cores. */
    static Optional<Reason> threadsBeyondCores(Case c) {
        ExplainedRun.Machine machine = c.run().machine();
        if (machine.cores() < 1 || machine.threads() <= machine.cores()) {
            return Optional.empty();
        }
        return Optional.of(new Reason(
                "threads-beyond-cores",
                text(
                        "%d threads share %d physical %s; arithmetic units are not doubled by it, and each step waits for"
                                + " the slowest thread.",
                        machine.threads(), machine.cores(), machine.cores() == 1 ? "core" : "cores"),
                List.of(Reason.count("threads", machine.threads()), Reason.count("cores", machine.cores())),
                0.55));
    }

    /** Weights that do not fit in the cache and are used a few times each. */
    static Optional<Reason> memoryBound(Case c) {
        Long cache = c.run().machine().llcBytes();
        ModelWork work = c.work();
        Double median = c.run().medianMs();
        if (cache == null || work == null || median == null || work.flops() <= 0 || median <= 0) {
            return Optional.empty();
        }
        double left = c.run().modelBytes() * (work.weightBytes() / (double) Math.max(1, total(work)));
        double perByte = work.flops() / Math.max(1, left);
        if (left <= cache || perByte > FEW_OPERATIONS) {
            return Optional.empty();
        }
        double gigabytesPerSecond = left / median / 1e6;
        return Optional.of(new Reason(
                "memory-bound",
                text(
                        "Each inference reads %s of weights, more than the %s of cache, and has %s for each"
                                + " byte: it runs at the speed of memory, here %s GB/s.",
                        Prose.bytes(left),
                        Prose.bytes((double) cache),
                        operations(perByte),
                        number(gigabytesPerSecond)),
                List.of(
                        Reason.bytes("weights", left),
                        Reason.bytes("cache", (double) cache),
                        Reason.count("operations per byte", perByte),
                        new Reason.Quantity("bandwidth", gigabytesPerSecond, "GB/s")),
                0.65));
    }

    private static String operations(double perByte) {
        return number(perByte).equals("1") ? "only one operation" : "only " + number(perByte) + " operations";
    }

    private static long total(ModelWork work) {
        return work.weightBytes() + work.tableBytes();
    }
}
