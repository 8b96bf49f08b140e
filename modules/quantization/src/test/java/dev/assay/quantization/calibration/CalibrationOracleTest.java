package dev.assay.quantization.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.quantization.Scheme.RangeMethod;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Compares ranges and histograms with those of {@code src/test/oracle/calibration.py}, to the last bit. */
class CalibrationOracleTest {
    private static final int EXAMPLES = 7;
    private static final double[] PERCENTILES = {90, 99.9, 99.99, 100};

    @TestFactory
    Stream<DynamicTest> theRangesAreThoseOfTheIndependentScript() throws IOException {
        return golden().stream()
                .map(line -> line.split("\t", -1))
                .map(fields -> DynamicTest.dynamicTest(fields[0], () -> compare(fields)));
    }

    private static void compare(String[] fields) throws Exception {
        float[] values = tensor(fields[0]);
        assertThat(values).hasSize(Integer.parseInt(fields[1]));
        ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        assertThat(sha256(raw.array())).as("the same input").isEqualTo(fields[2]);

        List<float[]> examples = split(values);
        assertThat(range(examples, RangeMethod.MIN_MAX, 0)).isEqualTo(fields[3]);
        assertThat(range(examples, RangeMethod.MOVING_AVERAGE, 0)).isEqualTo(fields[4]);
        for (int i = 0; i < PERCENTILES.length; i++) {
            assertThat(range(examples, RangeMethod.PERCENTILE, PERCENTILES[i]))
                    .as("percentile %s", PERCENTILES[i])
                    .isEqualTo(fields[6 + i]);
        }
        assertThat(range(examples, RangeMethod.ENTROPY, 0)).as("entropy").isEqualTo(fields[10]);
        if (!fields[5].equals("-")) {
            assertThat(sha256(counts(examples))).as("histogram").isEqualTo(fields[5]);
        }
    }

    private static String range(List<float[]> examples, RangeMethod method, double percentile) throws Exception {
        RangeTable table =
                Calibration.of(Examples.MODEL, List.of("t"), new Examples("t", examples), method, percentile);
        TensorRange range = Objects.requireNonNull(table.of("t"));
        assertThat(range.isUsable()).isTrue();
        return bits(range.min()) + "," + bits(range.max());
    }

    private static byte[] counts(List<float[]> examples) {
        Extremes extremes = new Extremes(false);
        examples.forEach(extremes::add);
        Histogram histogram = new Histogram(extremes.threshold(), Histogram.BINS);
        examples.forEach(histogram::add);
        ByteBuffer counts = ByteBuffer.allocate(Long.BYTES * histogram.bins()).order(ByteOrder.LITTLE_ENDIAN);
        for (int bin = 0; bin < histogram.bins(); bin++) {
            counts.putLong(histogram.count(bin));
        }
        return counts.array();
    }

    private static String bits(float value) {
        return Integer.toUnsignedString(Float.floatToIntBits(value));
    }

    /** As {@code numpy.array_split} does: the first examples take what does not divide. */
    private static List<float[]> split(float[] values) {
        int size = values.length / EXAMPLES;
        int longer = values.length % EXAMPLES;
        return Stream.iterate(0, i -> i < EXAMPLES, i -> i + 1)
                .map(i -> {
                    int from = i * size + Math.min(i, longer);
                    return Arrays.copyOfRange(values, from, from + size + (i < longer ? 1 : 0));
                })
                .toList();
    }

    /** The tensors of the script. */
    private static float[] tensor(String name) {
        float[] base = uniform(70_000);
        return switch (name) {
            case "uniform" -> base;
            case "cubed" -> each(base, v -> v * v * v);
            case "shifted" -> each(base, v -> v + 0.75f);
            case "positive" -> each(base, v -> Math.max(v, 0f));
            case "heavy-tailed" ->
                each(base, v -> {
                    float heavy = v;
                    for (int i = 0; i < 3; i++) {
                        heavy = heavy * heavy * v;
                    }
                    return heavy * 30f;
                });
            case "few" -> Arrays.copyOf(base, 50);
            case "constant" -> filled(5f);
            case "negative-constant" -> filled(-0.1f);
            case "zero" -> filled(0f);
            case "sparse" -> {
                float[] sparse = new float[70_000];
                sparse[69_999] = 3;
                yield sparse;
            }
            case "outlier" -> {
                float[] outlier = each(base, v -> v * 0.5f);
                outlier[35_000] = 100;
                yield outlier;
            }
            case "tiny" -> each(Arrays.copyOf(base, 7_000), v -> v * 1e-30f);
            case "levels" -> each(base, v -> (float) Math.rint(v * 20f));
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static float[] filled(float value) {
        float[] values = new float[700];
        Arrays.fill(values, value);
        return values;
    }

    private interface Change {
        float of(float value);
    }

    private static float[] each(float[] values, Change change) {
        for (int i = 0; i < values.length; i++) {
            values[i] = change.of(values[i]);
        }
        return values;
    }

    private static float[] uniform(int count) {
        float[] values = new float[count];
        long state = 1;
        for (int i = 0; i < count; i++) {
            state = state * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
            values[i] = (float) ((state >>> 40) / (double) (1 << 23) - 1.0);
        }
        return values;
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static List<String> golden() throws IOException {
        try (InputStream in = CalibrationOracleTest.class.getResourceAsStream("calibration.tsv");
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.UTF_8))) {
            return reader.lines().skip(1).toList();
        }
    }
}
