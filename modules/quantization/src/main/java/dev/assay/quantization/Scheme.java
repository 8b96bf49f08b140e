package dev.assay.quantization;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The precision that a graph is rewritten to. */
public sealed interface Scheme permits Scheme.Fp32, Scheme.Int8Dynamic {

    /** The name in commands, requests and results. */
    String name();

    /** Every option with its value, defaults included, in alphabetical order. */
    Map<String, String> options();

    /** What the scheme does, in one line. */
    String description();

    /** The graph as it is; the reference for fidelity. */
    record Fp32() implements Scheme {
        @Override
        public String name() {
            return "fp32";
        }

        @Override
        public Map<String, String> options() {
            return Map.of();
        }

        @Override
        public String description() {
            return "The model as it was given; every other scheme is compared with it.";
        }
    }

    /**
     * Eight-bit weights, activations quantized while the model runs. No calibration data needed.
     *
     * @param perChannel  one weight scale per output column instead of one per tensor
     * @param reduceRange weights within [-64, 64], for CPUs whose 8-bit kernels may saturate (x86 without VNNI)
     * @param embeddings  also store tables read by {@code Gather} in 8 bits
     * @param exclude     names of nodes to leave in floating point
     */
    record Int8Dynamic(boolean perChannel, boolean reduceRange, boolean embeddings, List<String> exclude)
            implements Scheme {
        /** Per channel, full range, embeddings included, nothing excluded. */
        public static final Int8Dynamic DEFAULT = new Int8Dynamic(true, false, true, List.of());

        public Int8Dynamic {
            exclude = List.copyOf(exclude);
        }

        @Override
        public String name() {
            return "int8-dynamic";
        }

        @Override
        public Map<String, String> options() {
            Map<String, String> options = new TreeMap<>();
            options.put("embeddings", Boolean.toString(embeddings));
            options.put("exclude", String.join(",", exclude));
            options.put("perChannel", Boolean.toString(perChannel));
            options.put("reduceRange", Boolean.toString(reduceRange));
            return options;
        }

        @Override
        public String description() {
            return "8-bit weights for MatMul, Gemm and embeddings; activations are quantized on the fly,"
                    + " so no calibration data is needed.";
        }
    }

    /** One of each scheme, with default options. */
    static List<Scheme> all() {
        return List.of(new Fp32(), Int8Dynamic.DEFAULT);
    }

    /**
     * The scheme of that name with these options; an absent option has its default.
     *
     * @throws UnknownScheme if the name, an option or a value does not exist
     */
    static Scheme parse(String name, Map<String, String> options) throws UnknownScheme {
        Scheme defaults = all().stream()
                .filter(scheme -> scheme.name().equals(name.strip().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElse(null);
        if (defaults == null) {
            throw new UnknownScheme("There is no scheme \"" + name + "\"; choose one of "
                    + String.join(", ", all().stream().map(Scheme::name).toList()) + ".");
        }
        for (String option : new TreeMap<>(options).keySet()) {
            if (!defaults.options().containsKey(option)) {
                throw new UnknownScheme("The scheme " + defaults.name() + " has no option \"" + option + "\"; it has "
                        + (defaults.options().isEmpty()
                                ? "none"
                                : String.join(", ", defaults.options().keySet()))
                        + ".");
            }
        }
        return switch (defaults) {
            case Fp32 fp32 -> fp32;
            case Int8Dynamic d ->
                new Int8Dynamic(
                        flag(options, "perChannel", d.perChannel()),
                        flag(options, "reduceRange", d.reduceRange()),
                        flag(options, "embeddings", d.embeddings()),
                        list(options.getOrDefault("exclude", "")));
        };
    }

    private static boolean flag(Map<String, String> options, String option, boolean byDefault) throws UnknownScheme {
        String value = options.getOrDefault(option, Boolean.toString(byDefault)).strip();
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new UnknownScheme("The option " + option + " is true or false, not \"" + value + "\".");
        };
    }

    private static List<String> list(String commaSeparated) {
        return Arrays.stream(commaSeparated.split(",", -1))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }
}
