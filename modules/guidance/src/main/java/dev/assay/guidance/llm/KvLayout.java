package dev.assay.guidance.llm;

import dev.assay.guidance.InputCheck;
import dev.assay.guidance.Prose;
import java.util.List;

/**
 * What one sequence keeps between tokens. The layouts differ by two orders of magnitude in what a token costs, which is
 * why one formula for all of them is wrong in both directions.
 *
 * <p>{@code bytesPerElement} is 2 for fp16 and bf16, 1 for int8, 0.5 for 4 bits, 0.375 for 3 bits.
 */
public sealed interface KvLayout {
    /** Bytes that one sequence occupies after {@code tokens} tokens; 0 or more tokens. */
    double bytes(double tokens);

    /** How it is computed, in words. */
    String formula();

    /** The same shape with elements of another size; a recurrent state grows with them from its size at 2 bytes. */
    default KvLayout withBytesPerElement(double bytes) {
        return switch (this) {
            case Grouped g -> new Grouped(g.layers(), g.kvHeads(), g.headSize(), bytes);
            case Unequal u -> new Unequal(u.layers(), u.kvHeads(), u.keySize(), u.valueSize(), bytes);
            case Latent l -> new Latent(l.layers(), l.rank(), l.ropeSize(), bytes);
            case Windowed w ->
                new Windowed(w.fullLayers(), w.windowedLayers(), w.window(), w.kvHeads(), w.headSize(), bytes);
            case Constant c -> new Constant(c.layers(), c.bytesPerLayer() * bytes / 2);
            case Stacked s ->
                new Stacked(s.parts().stream()
                        .map(part -> part.withBytesPerElement(bytes))
                        .toList());
        };
    }

    /** What the token after {@code tokens} adds. */
    default double nextTokenBytes(double tokens) {
        return bytes(tokens + 1) - bytes(tokens);
    }

    /** Attention with as many or fewer key heads than query heads: {@code 2 * L * n_kv * d_head * b} per token. */
    record Grouped(int layers, int kvHeads, int headSize, double bytesPerElement) implements KvLayout {
        public Grouped {
            shape(layers, kvHeads, bytesPerElement)
                    .above0("headSize", "the head size", headSize, "", 1e6)
                    .done();
        }

        @Override
        public double bytes(double tokens) {
            return 2.0 * layers * kvHeads * headSize * bytesPerElement * counted(tokens);
        }

        @Override
        public String formula() {
            return Prose.text(
                    "2 x %d layers x %d key heads x %d x %s B per token",
                    layers, kvHeads, headSize, Prose.number(bytesPerElement));
        }
    }

    /** Keys and values of different width: {@code L * n_kv * (d_k + d_v) * b} per token. */
    record Unequal(int layers, int kvHeads, int keySize, int valueSize, double bytesPerElement) implements KvLayout {
        public Unequal {
            shape(layers, kvHeads, bytesPerElement)
                    .above0("keySize", "the key size", keySize, "", 1e6)
                    .above0("valueSize", "the value size", valueSize, "", 1e6)
                    .done();
        }

        @Override
        public double bytes(double tokens) {
            return (double) layers * kvHeads * (keySize + valueSize) * bytesPerElement * counted(tokens);
        }

        @Override
        public String formula() {
            return Prose.text(
                    "%d layers x %d key heads x (%d + %d) x %s B per token",
                    layers, kvHeads, keySize, valueSize, Prose.number(bytesPerElement));
        }
    }

    /** Multi-head latent attention: one compressed vector for all heads, {@code L * (rank + d_rope) * b} per token. */
    record Latent(int layers, int rank, int ropeSize, double bytesPerElement) implements KvLayout {
        public Latent {
            shape(layers, 1, bytesPerElement)
                    .above0("rank", "the latent rank", rank, "", 1e6)
                    .from0("ropeSize", "the rotary part", ropeSize, "", 1e6)
                    .done();
        }

        @Override
        public double bytes(double tokens) {
            return (double) layers * (rank + ropeSize) * bytesPerElement * counted(tokens);
        }

        @Override
        public String formula() {
            return Prose.text(
                    "%d layers x (%d + %d) x %s B per token, for all heads together",
                    layers, rank, ropeSize, Prose.number(bytesPerElement));
        }
    }

    /** Some layers see everything, the others only the last {@code window} tokens and keep no more than these. */
    record Windowed(int fullLayers, int windowedLayers, int window, int kvHeads, int headSize, double bytesPerElement)
            implements KvLayout {
        public Windowed {
            shape(windowedLayers, kvHeads, bytesPerElement)
                    .from0("fullLayers", "the number of full layers", fullLayers, "", 1e5)
                    .above0("window", "the window", window, "tokens", 1e9)
                    .above0("headSize", "the head size", headSize, "", 1e6)
                    .done();
        }

        @Override
        public double bytes(double tokens) {
            double n = counted(tokens);
            return 2.0 * kvHeads * headSize * bytesPerElement * (fullLayers * n + windowedLayers * Math.min(n, window));
        }

        @Override
        public String formula() {
            return Prose.text(
                    "2 x %d key heads x %d x %s B per token in %d layers; the other %d keep the last %,d tokens",
                    kvHeads, headSize, Prose.number(bytesPerElement), fullLayers, windowedLayers, window);
        }
    }

    /** A recurrent state (Mamba, linear attention): the same size whatever the context. */
    record Constant(int layers, double bytesPerLayer) implements KvLayout {
        public Constant {
            shape(layers, 1, 1)
                    .above0("bytesPerLayer", "the state of a layer", bytesPerLayer, "bytes", 1e12)
                    .done();
        }

        @Override
        public double bytes(double tokens) {
            return counted(tokens) >= 0 ? layers * bytesPerLayer : 0;
        }

        @Override
        public String formula() {
            return Prose.text("%d layers x %s, whatever the context", layers, Prose.bytes(bytesPerLayer));
        }
    }

    /** Layers of several kinds in one model, such as attention in every fourth layer and a state in the others. */
    record Stacked(List<KvLayout> parts) implements KvLayout {
        public Stacked {
            parts = List.copyOf(parts);
            new InputCheck()
                    .that(!parts.isEmpty(), "parts", "A model without any layer keeps nothing; name at least one part.")
                    .done();
        }

        @Override
        public double bytes(double tokens) {
            return parts.stream().mapToDouble(part -> part.bytes(tokens)).sum();
        }

        @Override
        public String formula() {
            return String.join("; and ", parts.stream().map(KvLayout::formula).toList());
        }
    }

    private static InputCheck shape(double layers, double heads, double bytesPerElement) {
        return new InputCheck()
                .above0("layers", "the number of layers", layers, "", 1e5)
                .above0("kvHeads", "the number of key heads", heads, "", 1e5)
                .above0("bytesPerElement", "the size of an element", bytesPerElement, "bytes", 8);
    }

    private static double counted(double tokens) {
        new InputCheck()
                .from0("contextTokens", "the context", tokens, "tokens", 1e9)
                .done();
        return tokens;
    }
}
