package dev.assay.quantization;

import java.util.ArrayList;
import java.util.List;

/** Schemes with more nodes left in floating point. */
final class Exclusions {
    private Exclusions() {}

    /** The same scheme with more nodes left in floating point. */
    static Scheme add(Scheme scheme, List<String> nodes) {
        return switch (scheme) {
            case Scheme.Fp32 s -> s;
            case Scheme.Fp16 s -> new Scheme.Fp16(s.form(), s.keepIo(), joined(s.exclude(), nodes));
            case Scheme.Bf16 s -> new Scheme.Bf16(joined(s.exclude(), nodes));
            case Scheme.Int8Dynamic s ->
                new Scheme.Int8Dynamic(
                        s.perChannel(), s.reduceRange(), s.embeddings(), s.smooth(), joined(s.exclude(), nodes));
            case Scheme.Int8Static s ->
                new Scheme.Int8Static(
                        s.activations(),
                        s.method(),
                        s.percentile(),
                        s.perChannel(),
                        s.reduceRange(),
                        s.smooth(),
                        s.ops(),
                        joined(s.exclude(), nodes));
            case Scheme.Int8WeightOnly s ->
                new Scheme.Int8WeightOnly(
                        s.form(), s.block(), s.accuracyLevel(), s.embeddings(), joined(s.exclude(), nodes));
            case Scheme.Int4WeightOnly s ->
                new Scheme.Int4WeightOnly(
                        s.rounding(),
                        s.block(),
                        s.symmetric(),
                        s.accuracyLevel(),
                        s.form(),
                        s.embeddings(),
                        joined(s.exclude(), nodes));
            case Scheme.Mixed s -> new Scheme.Mixed(s.first(), s.nodes(), add(s.rest(), nodes));
        };
    }

    private static List<String> joined(List<String> some, List<String> more) {
        List<String> all = new ArrayList<>(some);
        more.stream().filter(node -> !all.contains(node)).forEach(all::add);
        return all;
    }
}
