package dev.assay.quantization;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads schemes from the words of commands and requests. */
final class SchemeParser {
    static final List<Scheme> USUAL = List.of(
            new Scheme.Fp32(),
            Scheme.Fp16.DEFAULT,
            Scheme.Bf16.DEFAULT,
            Scheme.Int8Dynamic.DEFAULT,
            Scheme.Int8Static.DEFAULT,
            Scheme.Int8WeightOnly.DEFAULT,
            Scheme.Int4WeightOnly.DEFAULT);

    private SchemeParser() {}

    /** The nodes of a mixed scheme, once its parts are what they have to be. */
    static List<String> nodesOf(Scheme first, List<String> nodes, Scheme rest) {
        if (nodes.isEmpty() || first instanceof Scheme.Mixed || rest instanceof Scheme.Mixed) {
            throw new IllegalArgumentException("A mixed scheme has two plain schemes and names nodes.");
        }
        return List.copyOf(nodes);
    }

    /** See {@link Scheme#parse}. */
    static Scheme parse(String name, Map<String, String> options) throws UnknownScheme {
        if (name.strip().toLowerCase(Locale.ROOT).equals(Scheme.Mixed.NAME)) {
            return SchemeOptions.mixed(options);
        }
        Scheme defaults = Scheme.all().stream()
                .filter(scheme -> scheme.name().equals(name.strip().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElse(null);
        if (defaults == null) {
            throw new UnknownScheme("There is no scheme \"" + name + "\"; choose one of "
                    + String.join(", ", Scheme.all().stream().map(Scheme::name).toList()) + ".");
        }
        SchemeOptions given = SchemeOptions.of(defaults, options);
        return switch (defaults) {
            case Scheme.Fp32 fp32 -> fp32;
            case Scheme.Fp16 d ->
                new Scheme.Fp16(
                        given.choice("form", d.form()), given.flag("keepIo", d.keepIo()), given.list("exclude"));
            case Scheme.Bf16 d -> new Scheme.Bf16(given.list("exclude"));
            case Scheme.Int8Dynamic d ->
                new Scheme.Int8Dynamic(
                        given.flag("perChannel", d.perChannel()),
                        given.flag("reduceRange", d.reduceRange()),
                        given.flag("embeddings", d.embeddings()),
                        given.number("smooth", d.smooth(), 0, 1),
                        given.list("exclude"));
            case Scheme.Int8Static d ->
                new Scheme.Int8Static(
                        given.choice("activations", d.activations()),
                        given.choice("method", d.method()),
                        given.number("percentile", d.percentile(), 50, 100),
                        given.flag("perChannel", d.perChannel()),
                        given.flag("reduceRange", d.reduceRange()),
                        given.number("smooth", d.smooth(), 0, 1),
                        given.list("ops"),
                        given.list("exclude"));
            case Scheme.Int8WeightOnly d ->
                new Scheme.Int8WeightOnly(
                        given.choice("form", d.form()),
                        given.block(d.block()),
                        given.level(d.accuracyLevel()),
                        given.flag("embeddings", d.embeddings()),
                        given.list("exclude"));
            case Scheme.Int4WeightOnly d ->
                new Scheme.Int4WeightOnly(
                        given.choice("rounding", d.rounding()),
                        given.block(d.block()),
                        given.flag("symmetric", d.symmetric()),
                        given.level(d.accuracyLevel()),
                        given.choice("form", d.form()),
                        given.flag("embeddings", d.embeddings()),
                        given.list("exclude"));
            case Scheme.Mixed mixed -> throw new IllegalStateException(mixed + " has no defaults");
        };
    }
}
