package dev.assay.guidance.roofline;

import dev.assay.guidance.FigureKind;
import dev.assay.guidance.HardwareClass;
import dev.assay.guidance.HardwareProfile;
import dev.assay.protocol.ProbeReport.Work;
import java.util.List;
import java.util.Optional;

/**
 * What published peaks allow a device that nobody calibrated: per kernel the larger of arithmetic and memory time, each at
 * a usual share of its peak. The interval is wide, x/÷ 2.4 for processors and x/÷ 5 for accelerators, which is how far such
 * figures were off on ResNet-50 and small language models.
 *
 * @param operationsPerNano usual single-precision (or half-precision) rate
 * @param integerPerNano    usual int8 rate
 * @param bytesPerNano      usual memory bandwidth
 * @param factor            of the interval
 */
public record Datasheet(double operationsPerNano, double integerPerNano, double bytesPerNano, double factor) {
    private static final double CPU_FACTOR = 2.4;
    private static final double ACCELERATOR_FACTOR = 5;
    private static final double CPU_EFFICIENCY = 0.5;

    /** Median share of the peak that accelerators reach on convolutional networks with batch 1. */
    private static final double ACCELERATOR_EFFICIENCY = 0.15;

    private static final double BANDWIDTH_EFFICIENCY = 0.6;

    /** What the call of a kernel was found to take on one core; no data sheet says it. */
    private static final double USUAL_CALL_NANOS = 900;

    /** TFLOPS and TOPS are thousands of operations per nanosecond. */
    private static final double TERA = 1_000;

    /** The usual ceilings of a profile; empty when it has no bandwidth or no peak at all. */
    public static Optional<Datasheet> of(HardwareProfile profile) {
        boolean processor = profile.hardwareClass() == HardwareClass.CPU;
        double efficiency = processor ? CPU_EFFICIENCY : ACCELERATOR_EFFICIENCY;
        Optional<Double> integer = profile.value(FigureKind.INT8);
        Optional<Double> floating = profile.value(FigureKind.FP32)
                .or(() -> profile.value(FigureKind.FP16))
                .or(() -> integer.map(value -> value / 4));
        Optional<Double> bandwidth = profile.value(FigureKind.MEMORY_BANDWIDTH);
        if (floating.isEmpty() || bandwidth.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Datasheet(
                floating.get() * TERA * efficiency,
                integer.orElse(floating.get()) * TERA * efficiency,
                bandwidth.get() * BANDWIDTH_EFFICIENCY,
                processor ? CPU_FACTOR : ACCELERATOR_FACTOR));
    }

    /** Predicts the median time of one inference. */
    public Prediction predict(List<Work> work) {
        double nanos = times(work).stream().mapToDouble(Ceilings.Time::nanos).sum();
        return Prediction.of(nanos / 1e6, factor, Prediction.Basis.DATASHEET, List.of());
    }

    /** The time of each kernel. */
    public List<Ceilings.Time> times(List<Work> work) {
        return work.stream()
                .map(kernel -> {
                    double compute = kernel.operations()
                            / (kernel.arithmetic().equals("FLOAT") ? operationsPerNano : integerPerNano);
                    double memory = (kernel.weightBytes() + kernel.activationBytes()) / bytesPerNano;
                    double overhead = kernel.dispatched() ? USUAL_CALL_NANOS : 0;
                    return new Ceilings.Time(compute, memory, overhead, Math.max(compute, memory) + overhead);
                })
                .toList();
    }
}
