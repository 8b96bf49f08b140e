package dev.assay.guidance.llm;

import dev.assay.guidance.Figure;
import dev.assay.guidance.FigureKind;
import dev.assay.guidance.HardwareProfile;
import java.util.List;
import java.util.Optional;

/**
 * What a hardware profile says about running a language model, with the shares of its peaks that are reached.
 *
 * @param peak                of the arithmetic that serves decoders there; its value is null when nobody publishes it
 * @param bandwidth           of the memory
 * @param memory              0 when the device has none of its own
 * @param link                to the host
 * @param computeEfficiency   share of the peak in prefill
 * @param bandwidthEfficiency share of the bandwidth in decode
 * @param chunkTokens         0 when any length runs
 * @param basis               where the shares come from, in a sentence
 */
public record LlmCeilings(
        HardwareProfile profile,
        Figure peak,
        Figure bandwidth,
        Figure memory,
        Figure link,
        double computeEfficiency,
        double bandwidthEfficiency,
        int chunkTokens,
        String basis) {

    /** Share of the bandwidth that decode reached where it was published: 0.5 to 0.7. */
    public static final double USUAL_BANDWIDTH_LOW = 0.5;

    public static final double USUAL_BANDWIDTH_HIGH = 0.7;

    private static final double USUAL_BANDWIDTH = 0.6;
    private static final double USUAL_EDGE_COMPUTE = 0.15;
    private static final double USUAL_SERVER_COMPUTE = 0.5;

    /** The ceilings of a profile, with shares from published runs where there are some and usual ones elsewhere. */
    public static LlmCeilings of(HardwareProfile profile) {
        return switch (profile.id()) {
            case "hailo-10h", "rpi5-hailo10h" ->
                of(
                        profile,
                        0.046,
                        0.67,
                        96,
                        "Shares from the vendor's figures for Qwen2.5 1.5B: 0.32 s to the first token, 6.95 tokens per second."
                                + " A compiled pass of 96 tokens is an assumption.");
            case "rpi5" ->
                of(
                        profile,
                        0.24,
                        0.65,
                        0,
                        "Shares from 2039 ms for 96 tokens of Qwen2.5 1.5B and from 5.55 tokens per second of Llama 3.2 3B"
                                + " (2.0 GB, recalled).");
            default ->
                of(
                        profile,
                        profile.edge() ? USUAL_EDGE_COMPUTE : USUAL_SERVER_COMPUTE,
                        USUAL_BANDWIDTH,
                        0,
                        "Usual shares, not calibrated for this device: half to seven tenths of the bandwidth in published"
                                + " decodes, "
                                + (profile.edge()
                                        ? "0.15 of the arithmetic (published image networks: 0.05 to 0.4)."
                                        : "half of the arithmetic (0.7 is called optimistic)."));
        };
    }

    private static LlmCeilings of(
            HardwareProfile profile, double compute, double bandwidth, int chunkTokens, String basis) {
        return new LlmCeilings(
                profile,
                peak(profile),
                profile.figure(FigureKind.MEMORY_BANDWIDTH),
                profile.figure(FigureKind.MEMORY),
                profile.figure(FigureKind.HOST_LINK),
                compute,
                bandwidth,
                chunkTokens,
                basis);
    }

    /** Edge parts run decoders with 8-bit activations, servers in 16 bits; else what there is. */
    private static Figure peak(HardwareProfile profile) {
        List<FigureKind> order = profile.edge()
                ? List.of(FigureKind.INT8, FigureKind.FP16, FigureKind.FP32)
                : List.of(FigureKind.FP16, FigureKind.INT8, FigureKind.FP32);
        Optional<Figure> known = order.stream()
                .map(profile::figure)
                .filter(figure -> figure.value() != null)
                .findFirst();
        return known.orElseGet(() -> profile.figure(order.getFirst()));
    }
}
