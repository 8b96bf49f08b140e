package dev.assay.quantization.search;

import dev.assay.quantization.Scheme;
import java.util.List;

/** Schemes in words. */
public final class Schemes {
    private Schemes() {}

    /** A scheme that loses fidelity in the same layers and takes less time to apply: good enough to rank layers. */
    static Scheme quick(Scheme scheme) {
        return switch (scheme) {
            case Scheme.Int8Dynamic s ->
                new Scheme.Int8Dynamic(s.perChannel(), s.reduceRange(), s.embeddings(), 0, s.exclude());
            case Scheme.Int4WeightOnly s
            when s.rounding() == Scheme.Rounding.GPTQ ->
                new Scheme.Int4WeightOnly(
                        Scheme.Rounding.RTN,
                        s.block(),
                        s.symmetric(),
                        s.accuracyLevel(),
                        s.form(),
                        s.embeddings(),
                        s.exclude());
            default -> scheme;
        };
    }

    /** A few words for people: the name and what is not usual about it. */
    public static String brief(Scheme scheme) {
        return switch (scheme) {
            case Scheme.Int8Dynamic s when s.smooth() > 0 -> named(s, "smoothed", s.exclude());
            case Scheme.Int8Dynamic s -> named(s, "", s.exclude());
            case Scheme.Int8Static s -> named(s, "", s.exclude());
            case Scheme.Int8WeightOnly s -> named(s, "", s.exclude());
            case Scheme.Int4WeightOnly s ->
                named(s, s.rounding().name() + (s.embeddings() ? " with embeddings" : ""), s.exclude());
            case Scheme.Mixed s ->
                s.rest().name() + " with " + s.nodes().size() + " layers in "
                        + s.first().name();
            default -> scheme.name();
        };
    }

    private static String named(Scheme scheme, String what, List<String> exclude) {
        String left = exclude.isEmpty() ? "" : exclude.size() + " layers left out";
        String inside = what.isEmpty() ? left : left.isEmpty() ? what : what + ", " + left;
        return inside.isEmpty() ? scheme.name() : scheme.name() + " (" + inside + ")";
    }
}
