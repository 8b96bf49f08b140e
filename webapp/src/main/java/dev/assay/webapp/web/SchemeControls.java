package dev.assay.webapp.web;

import dev.assay.portal.Refusal;
import dev.assay.portal.experiments.SchemeChoice;
import dev.assay.protocol.SchemeSpec;
import dev.assay.quantization.Scheme;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How the options of a scheme are asked for in forms: a label, a hint, and a control that fits the values. */
public final class SchemeControls {
    /** The scheme that is found by measuring others; it exists in requests only. */
    static final String AUTO = SchemeChoice.AUTO;

    /** What a control looks like. */
    public enum Kind {
        FLAG,
        CHOICE,
        NUMBER,
        TEXT
    }

    /**
     * One option.
     *
     * @param option  name in requests
     * @param initial the scheme's default
     * @param choices words and what they mean, for {@link Kind#CHOICE}
     */
    public record Control(
            String option, String label, String hint, Kind kind, String initial, List<Questions.Option> choices) {}

    /** A scheme as a card shows it. */
    public record Card(String name, String description, boolean calibrated, List<Control> controls) {}

    private record Text(String label, String hint) {}

    private static final Map<String, Text> TEXTS = Map.ofEntries(
            Map.entry("accuracyLevel", new Text("Arithmetic", "What the kernel may round the activations to.")),
            Map.entry("activations", new Text("Activations", "Unsigned suits x86, signed suits Arm.")),
            Map.entry(
                    "block",
                    new Text("Block", "Weights that share a scale: smaller is more faithful and larger on disk.")),
            Map.entry(
                    "embeddings", new Text("Embeddings too", "Tables of word vectors are most of a small text model.")),
            Map.entry(
                    "exclude",
                    new Text("Leave out", "Names of nodes that stay in floating point, separated by commas.")),
            Map.entry("form", new Text("Form", "")),
            Map.entry("keepIo", new Text("Keep inputs and outputs", "Callers go on sending and receiving fp32.")),
            Map.entry(
                    "method",
                    new Text("Range from", "How the range of an activation is found in the calibration data.")),
            Map.entry(
                    "ops",
                    new Text("Only these operators", "Separated by commas, such as Conv,MatMul; empty for all.")),
            Map.entry(
                    "perChannel",
                    new Text("Per channel", "One scale for each output channel instead of one for the tensor.")),
            Map.entry(
                    "percentile",
                    new Text(
                            "Percentile",
                            "Share of the values inside the range, in per cent; for the percentile method.")),
            Map.entry(
                    "reduceRange",
                    new Text("Seven bits", "Weights within -64 to 64, for x86 without VNNI, whose sums may saturate.")),
            Map.entry("rounding", new Text("Rounding", "")),
            Map.entry(
                    "smooth",
                    new Text(
                            "Smooth outliers",
                            "0 leaves them; 0.5 moves half of their size into the weights. Needs calibration data.")),
            Map.entry("symmetric", new Text("Symmetric", "No zero points: faster kernels, slightly larger errors.")));

    private static final Map<String, List<Questions.Option>> CHOICES = Map.ofEntries(
            Map.entry(
                    "fp16.form",
                    options("storage", "stored in 16 bits, computed in 32", "graph", "computed in 16 bits")),
            Map.entry("int8-static.activations", options("u8", "unsigned, 0 to 255", "s8", "signed, -128 to 127")),
            Map.entry(
                    "int8-static.method",
                    options(
                            "min-max", "smallest and largest value",
                            "moving-average", "moving average of the extremes",
                            "percentile", "percentile",
                            "entropy", "least entropy lost")),
            Map.entry(
                    "form",
                    options("nbits", "MatMulNBits, the runtime's own operator", "portable", "standard operators only")),
            Map.entry("block", options("16", "16", "32", "32", "64", "64", "128", "128", "256", "256")),
            Map.entry(
                    "accuracyLevel",
                    options(
                            "0", "the runtime decides",
                            "1", "fp32",
                            "2", "fp16",
                            "3", "bf16",
                            "4", "8-bit activations")),
            Map.entry(
                    "rounding",
                    options(
                            "rtn", "to the nearest value",
                            "mse", "the scale with the least squared error",
                            "gptq", "GPTQ: errors corrected from calibration data")));

    private static final Card AUTOMATIC = new Card(
            AUTO,
            "Find the best scheme for me: several are tried on the device, layer by layer where it helps, and the best"
                    + " one that keeps the fidelity is measured.",
            true,
            List.of(
                    new Control(
                            "goal",
                            "Goal",
                            "",
                            Kind.CHOICE,
                            "fastest",
                            options("fastest", "the fastest", "smallest", "the smallest")),
                    new Control(
                            "minFidelity",
                            "Fidelity at least",
                            "Cosine with fp32, 0 to 1.",
                            Kind.NUMBER,
                            "0.99",
                            List.of())));

    private static final List<Card> ALL = java.util.stream.Stream.concat(
                    Scheme.all().stream().map(SchemeControls::card), java.util.stream.Stream.of(AUTOMATIC))
            .toList();

    private SchemeControls() {}

    /** Every scheme in the order of the form; the automatic choice is last. */
    static List<Card> all() {
        return ALL;
    }

    static Optional<Card> card(String scheme) {
        return ALL.stream().filter(card -> card.name().equals(scheme)).findFirst();
    }

    /** Whether a scheme has an option. */
    static boolean knows(String scheme, String option) {
        return card(scheme).stream()
                .flatMap(card -> card.controls().stream())
                .anyMatch(control -> control.option().equals(option));
    }

    /** Why a scheme cannot be asked for like this; empty when it can. */
    static Optional<String> problem(SchemeSpec spec) {
        try {
            SchemeChoice.complete(spec);
            return Optional.empty();
        } catch (Refusal refusal) {
            return Optional.of(refusal.sentence());
        }
    }

    private static Card card(Scheme scheme) {
        return new Card(
                scheme.name(),
                scheme.description(),
                scheme.needsCalibration(),
                scheme.options().entrySet().stream()
                        .sorted(java.util.Comparator.comparingInt(option -> rank(option.getKey())))
                        .map(option -> control(scheme.name(), option.getKey(), option.getValue()))
                        .toList());
    }

    /** What shapes the result most comes first; lists of names come last. */
    private static int rank(String option) {
        List<String> order = List.of(
                "form",
                "rounding",
                "method",
                "percentile",
                "activations",
                "block",
                "accuracyLevel",
                "perChannel",
                "symmetric",
                "reduceRange",
                "embeddings",
                "keepIo",
                "smooth",
                "ops",
                "exclude");
        int rank = order.indexOf(option);
        return rank < 0 ? order.size() : rank;
    }

    private static Control control(String scheme, String option, String initial) {
        Text text = TEXTS.getOrDefault(option, new Text(option, ""));
        List<Questions.Option> choices =
                CHOICES.getOrDefault(scheme + "." + option, CHOICES.getOrDefault(option, List.of()));
        Kind kind = !choices.isEmpty()
                ? Kind.CHOICE
                : initial.equals("true") || initial.equals("false")
                        ? Kind.FLAG
                        : initial.matches("[0-9.]+") ? Kind.NUMBER : Kind.TEXT;
        return new Control(option, text.label(), text.hint(), kind, initial, choices);
    }

    private static List<Questions.Option> options(String... wordsAndLabels) {
        List<Questions.Option> options = new java.util.ArrayList<>();
        for (int i = 0; i < wordsAndLabels.length; i += 2) {
            options.add(new Questions.Option(wordsAndLabels[i], wordsAndLabels[i + 1]));
        }
        return List.copyOf(options);
    }
}
