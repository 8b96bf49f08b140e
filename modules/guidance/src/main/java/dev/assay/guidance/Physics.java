package dev.assay.guidance;

import dev.assay.guidance.DecisionInput.Precision;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What no software can undercut: the time to compute and to move the bytes at the peak of the hardware, and whether the
 * model fits at all.
 *
 * <p>The floor is the max() form of the roofline (Williams, Waterman, Patterson: Roofline, CACM 52(4), 2009):
 * {@code max(F / F_peak, W / BW, S / link)}. It is a lower bound and no prediction; real kernels take several times as
 * long. Where a figure is unknown its term is left out, which can only lower the floor; weights no larger than the
 * on-chip memory need not be fetched again and do not count.
 */
public final class Physics {
    /** Weights that may stay in on-chip memory of unknown size, MB; more than any chip in the table has. */
    private static final double ASSUMED_ON_CHIP_MB = 512;

    private Physics() {}

    /**
     * The least time one inference can take.
     *
     * @param limit    {@code compute}, {@code memory} or {@code link}: the largest term
     * @param operands the figures used, with their grades
     */
    public record Floor(double ms, String limit, Grade grade, List<Operand> operands) {}

    /**
     * How memory is used.
     *
     * @param neededBytes    weights plus state
     * @param availableBytes the usable share of the memory
     */
    public record Fit(boolean fits, double neededBytes, double availableBytes, Figure memory) {}

    /**
     * The floor of one inference on a profile; empty when nothing is known that would bound it.
     *
     * @param flops        floating-point operations, a multiply-add counted as two; null when unknown
     * @param weightBytes  read once per inference unless they stay on the chip; null when unknown
     * @param payloadBytes moved over the host link; null when unknown
     * @param precision    of the arithmetic; null takes the fastest that the profile has
     */
    public static Optional<Floor> floor(
            HardwareProfile profile,
            @Nullable Double flops,
            @Nullable Double weightBytes,
            @Nullable Double payloadBytes,
            @Nullable Precision precision) {
        List<Floor> terms = new ArrayList<>();
        if (flops != null) {
            fastest(profile, precision).ifPresent(peak -> {
                // TFLOPS and TOPS are 10^12 per second: F / (peak * 1e12) s = F / (peak * 1e9) ms.
                terms.add(term(profile, "compute", flops / (required(peak) * 1e9), peak, "operations", flops, "FLOP"));
            });
        }
        if (weightBytes != null && weightBytes > onChipBytes(profile)) {
            boolean streamed = profile.value(FigureKind.MEMORY).orElse(1.0) == 0;
            // Such a device pins what fits on the chip and streams only the rest.
            double moved = streamed
                    ? weightBytes - profile.value(FigureKind.ON_CHIP_MEMORY).orElse(0.0) * 1e6
                    : weightBytes;
            Figure path = profile.figure(streamed ? FigureKind.HOST_LINK : FigureKind.MEMORY_BANDWIDTH);
            if (path.value() != null) {
                terms.add(term(
                        profile,
                        streamed ? "link" : "memory",
                        moved / (required(path) * 1e6),
                        path,
                        "weights",
                        moved,
                        "B"));
            }
        }
        Figure link = profile.figure(FigureKind.HOST_LINK);
        if (payloadBytes != null && payloadBytes > 0 && link.value() != null) {
            terms.add(term(profile, "link", payloadBytes / (required(link) * 1e6), link, "payload", payloadBytes, "B"));
        }
        return terms.stream().max(Comparator.comparingDouble(Floor::ms));
    }

    /**
     * Whether weights and state fit into the share of the memory that a runtime leaves free; empty when the memory is
     * unknown, or when the device has none of its own and streams from its host.
     *
     * @param share usable part of the memory, such as 0.9
     */
    public static Optional<Fit> memoryFit(
            HardwareProfile profile, double weightBytes, @Nullable Double stateBytes, double share) {
        Figure memory = profile.figure(FigureKind.MEMORY);
        double needed = weightBytes + (stateBytes == null ? 0 : stateBytes);
        if (memory.value() == null) {
            return Optional.empty();
        }
        if (memory.value() == 0) {
            Figure onChip = profile.figure(FigureKind.ON_CHIP_MEMORY);
            boolean hasHost = profile.value(FigureKind.HOST_LINK).isPresent();
            return hasHost || onChip.value() == null
                    ? Optional.empty()
                    : Optional.of(fit(needed, share * required(onChip) * 1e6, onChip));
        }
        return Optional.of(fit(needed, share * required(memory) * 1e9, memory));
    }

    /** Bytes that need not be fetched again for every inference; generous where the size is unknown. */
    static double onChipBytes(HardwareProfile profile) {
        return profile.value(FigureKind.ON_CHIP_MEMORY).orElse(ASSUMED_ON_CHIP_MB) * 1e6;
    }

    /** The highest peak that arithmetic of a precision can reach; narrower units never speed wider numbers up. */
    static Optional<Figure> fastest(HardwareProfile profile, @Nullable Precision precision) {
        Set<FigureKind> kinds = precision == null
                ? EnumSet.range(FigureKind.FP32, FigureKind.INT4)
                : switch (precision) {
                    case FP32 -> EnumSet.of(FigureKind.FP32, FigureKind.TF32);
                    case FP16 -> EnumSet.of(FigureKind.FP32, FigureKind.TF32, FigureKind.FP16);
                    case FP8 -> EnumSet.range(FigureKind.FP32, FigureKind.FP8);
                    case INT8 -> EnumSet.range(FigureKind.FP32, FigureKind.INT8);
                    case INT4 -> EnumSet.range(FigureKind.FP32, FigureKind.INT4);
                };
        return profile.ceilings().stream()
                .filter(figure -> kinds.contains(figure.kind()) && figure.value() != null)
                .max(Comparator.comparingDouble(Physics::required));
    }

    private static Fit fit(double needed, double available, Figure memory) {
        return new Fit(needed <= available, needed, available, memory);
    }

    private static Floor term(
            HardwareProfile profile, String limit, double ms, Figure figure, String name, double amount, String unit) {
        return new Floor(
                ms, limit, figure.grade(), List.of(Operand.answer(name, amount, unit), Operand.of(profile, figure)));
    }

    private static double required(Figure figure) {
        Double value = figure.value();
        if (value == null) {
            throw new IllegalStateException("The " + figure.kind().label() + " is unknown");
        }
        return value;
    }
}
