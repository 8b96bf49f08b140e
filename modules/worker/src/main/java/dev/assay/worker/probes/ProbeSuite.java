package dev.assay.worker.probes;

import dev.assay.onnx.OnnxModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The probes, from a fraction of a microsecond to some milliseconds on a usual core. All but one kind have less than
 * 5 MB of weights; that one has more than the last cache holds, to reach memory.
 */
public final class ProbeSuite {
    private static final long LEAST_LARGE_BYTES = 48L << 20;
    private static final long MOST_LARGE_BYTES = 144L << 20;
    private static final long USUAL_CACHE_BYTES = 32L << 20;
    private static final int LARGE_WIDTH = 2048;

    private static final String FLOAT = "fp32";
    private static final String DYNAMIC = "int8-dynamic";
    private static final String STATIC = "int8-static";
    private static final String FOUR_BITS = "int4-weight-only";
    private static final String WEIGHTS = "int8-weight-only";

    private final List<Probe> probes = new ArrayList<>();

    private ProbeSuite() {}

    /**
     * All probes, float ones first.
     *
     * @param cacheBytes size of the last cache; null when it is not known
     */
    public static List<Probe> all(@Nullable Long cacheBytes) {
        ProbeSuite suite = new ProbeSuite();
        suite.perceptrons();
        suite.large(largeLayers(cacheBytes));
        suite.pictures();
        suite.sequences();
        suite.others();
        List<Probe> sorted = new ArrayList<>(suite.probes);
        sorted.sort(
                (a, b) -> Boolean.compare(!a.scheme().equals(FLOAT), !b.scheme().equals(FLOAT)));
        return List.copyOf(sorted);
    }

    /** Square layers that together are twice as large as the cache. */
    static int largeLayers(@Nullable Long cacheBytes) {
        long wanted = Math.clamp(
                2 * (cacheBytes == null ? USUAL_CACHE_BYTES : cacheBytes), LEAST_LARGE_BYTES, MOST_LARGE_BYTES);
        return (int) Math.ceilDiv(wanted, (long) LARGE_WIDTH * LARGE_WIDTH * Float.BYTES);
    }

    private void add(String name, String family, Supplier<OnnxModel> network, List<Long> shape, String... schemes) {
        for (String scheme : schemes) {
            probes.add(new Probe(scheme.equals(FLOAT) ? name : name + ":" + scheme, family, scheme, shape, network));
        }
    }

    private void perceptrons() {
        perceptron("mlp-64", 1, new int[] {64, 64, 64, 16}, FLOAT, DYNAMIC, STATIC);
        int[] medium = {256, 512, 512, 256};
        perceptron("mlp-512", 1, medium, FLOAT, DYNAMIC, STATIC, FOUR_BITS, WEIGHTS);
        perceptron("mlp-512", 8, medium, FLOAT, DYNAMIC, STATIC);
        perceptron("mlp-512", 64, medium, FLOAT, DYNAMIC, STATIC, FOUR_BITS, WEIGHTS);
        int[] wide = {512, 640, 640, 512};
        perceptron("mlp-640", 1, wide, FLOAT, STATIC, FOUR_BITS);
        perceptron("mlp-640", 16, wide, FLOAT, DYNAMIC);
        perceptron("mlp-640", 128, wide, FLOAT, DYNAMIC, STATIC, FOUR_BITS);
    }

    private void perceptron(String name, int batch, int[] widths, String... schemes) {
        String full = name + "-b" + batch;
        add(
                full,
                "mlp",
                () -> Networks.perceptron(full, batch, widths),
                List.of((long) batch, (long) widths[0]),
                schemes);
    }

    private void large(int layers) {
        int[] widths = new int[layers + 1];
        Arrays.fill(widths, LARGE_WIDTH);
        perceptron("memory", 1, widths, FLOAT, DYNAMIC);
        perceptron("memory", 8, widths, FLOAT);
        int[] half = Arrays.copyOf(widths, Math.max(2, layers / 2));
        perceptron("half", 1, half, FLOAT, DYNAMIC);
    }

    private void pictures() {
        picture("cnn-32", 32, 3, 2, new int[] {3, 16, 32, 64}, FLOAT, DYNAMIC, STATIC);
        picture("cnn-56", 56, 3, 1, new int[] {32, 32, 64}, FLOAT, STATIC);
        picture("cnn-28", 28, 3, 1, new int[] {64, 64, 64}, FLOAT, STATIC);
        picture("cnn-14", 14, 3, 1, new int[] {128, 192, 128}, FLOAT, STATIC);
        picture("stem-64", 64, 3, 1, new int[] {1, 16, 16}, FLOAT, STATIC);
        picture("stem-96", 96, 3, 2, new int[] {3, 24, 48}, FLOAT, STATIC);
        picture("pointwise-28", 28, 1, 1, new int[] {64, 128, 64, 128}, FLOAT, STATIC);
        picture("pointwise-7", 7, 1, 1, new int[] {256, 512, 256}, FLOAT, STATIC);
        mobile("mobile-28", 28, 32, 4, 2);
        mobile("mobile-56", 56, 16, 4, 1);
        mobile("mobile-14", 14, 64, 6, 2);
        add(
                "depthwise-28",
                "depthwise",
                () -> Networks.depthwise("depthwise-28", 28, 128, 3, 4),
                List.of(1L, 128L, 28L, 28L),
                FLOAT,
                STATIC);
        add(
                "depthwise-14",
                "depthwise",
                () -> Networks.depthwise("depthwise-14", 14, 192, 5, 4),
                List.of(1L, 192L, 14L, 14L),
                FLOAT,
                STATIC);
    }

    private void picture(String name, int size, int kernel, int stride, int[] channels, String... schemes) {
        add(
                name,
                "cnn",
                () -> Networks.convolutional(name, size, kernel, stride, channels),
                List.of(1L, (long) channels[0], (long) size, (long) size),
                schemes);
    }

    private void mobile(String name, int size, int channels, int expansion, int blocks) {
        add(
                name,
                "depthwise",
                () -> Networks.mobile(name, size, channels, expansion, blocks),
                List.of(1L, (long) channels, (long) size, (long) size),
                FLOAT,
                STATIC);
    }

    private void sequences() {
        encoder("encoder-16", 16, 64, 2, 2, FLOAT, DYNAMIC, STATIC);
        encoder("encoder-64", 64, 128, 4, 2, FLOAT, DYNAMIC, STATIC);
        encoder("encoder-128", 128, 192, 6, 1, FLOAT, DYNAMIC, STATIC);
        encoder("encoder-96", 96, 320, 5, 1, FLOAT, DYNAMIC);
        encoder("encoder-8", 8, 256, 4, 1, FLOAT, DYNAMIC, STATIC);
        add("lstm-128", "recurrent", () -> Networks.recurrent("lstm-128", 24, 128), List.of(24L, 1L, 128L), FLOAT);
    }

    private void encoder(String name, int tokens, int width, int heads, int layers, String... schemes) {
        add(
                name,
                "encoder",
                () -> Networks.encoder(name, tokens, width, heads, layers),
                List.of(1L, (long) tokens, (long) width),
                schemes);
    }

    private void conversions(String name, int rows, int columns, boolean back) {
        add(
                name,
                "conversion",
                () -> Networks.conversions(name, rows, columns, back),
                List.of((long) rows, (long) columns),
                FLOAT);
    }

    private void others() {
        add("calls-2", "calls", () -> Networks.calls("calls-2", 2), List.of(1L, 16L), FLOAT);
        add("calls-40", "calls", () -> Networks.calls("calls-40", 40), List.of(1L, 16L), FLOAT);
        add("norms-16", "element", () -> Networks.normalizations("norms-16", 16, 384, 4), List.of(16L, 384L), FLOAT);
        add(
                "norms-128",
                "element",
                () -> Networks.normalizations("norms-128", 128, 256, 3),
                List.of(128L, 256L),
                FLOAT);
        add("functions", "element", () -> Networks.functions("functions", 64, 512), List.of(64L, 512L), FLOAT);
        add("arithmetic", "element", () -> Networks.arithmetic("arithmetic", 256, 512), List.of(256L, 512L), FLOAT);
        add(
                "arithmetic-large",
                "element",
                () -> Networks.arithmetic("arithmetic-large", 1024, 1024),
                List.of(1024L, 1024L),
                FLOAT);
        add("turns", "element", () -> Networks.turns("turns", 128, 6, 32), List.of(1L, 128L, 6L, 32L), FLOAT);
        add("pieces", "element", () -> Networks.pieces("pieces", 32, 64), List.of(1L, 32L, 64L, 64L), FLOAT);
        add("pools", "element", () -> Networks.pools("pools", 8, 32, false), List.of(1L, 8L, 32L, 32L), FLOAT);
        add("pools-32", "cnn", () -> Networks.pools("pools-32", 32, 40, true), List.of(1L, 32L, 40L, 40L), FLOAT);
        conversions("quantize", 96, 512, false);
        conversions("convert", 96, 512, true);
        conversions("convert-256", 256, 640, true);
    }
}
