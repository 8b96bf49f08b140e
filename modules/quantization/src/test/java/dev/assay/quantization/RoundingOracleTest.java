package dev.assay.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.onnx.tensor.ElementType;
import dev.assay.onnx.tensor.Tensors;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Compares integers, scales and zero points with those of {@code src/test/oracle/rounding.py}, to the last bit. */
class RoundingOracleTest {
    @TestFactory
    Stream<DynamicTest> theNumbersAreThoseOfTheIndependentScript() throws IOException {
        return golden().stream()
                .map(line -> line.split("\t", -1))
                .map(fields -> DynamicTest.dynamicTest(fields[0] + " " + fields[1], () -> compare(fields)));
    }

    private static void compare(String[] fields) throws Exception {
        int rows = Integer.parseInt(fields[2]);
        int columns = Integer.parseInt(fields[3]);
        float[] matrix = matrix(fields[0]);
        ByteBuffer raw = ByteBuffer.allocate(4 * matrix.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(matrix);
        assertThat(sha256(raw.array())).as("the same input").isEqualTo(fields[4]);

        RoundedWeights rounded = fields[1].startsWith("uint8")
                ? RoundedWeights.table(Tensors.ofFloats("w", matrix, rows, columns), suffix -> "w" + suffix)
                : RoundedWeights.matrix(
                        FloatBuffer.wrap(matrix),
                        rows,
                        columns,
                        false,
                        1f,
                        fields[1].contains("channel"),
                        fields[1].contains("reduced"),
                        suffix -> "w" + suffix);
        FloatBuffer scales = Tensors.floats(rounded.scale());
        String[] expectedScales = fields[5].split(",", -1);
        assertThat(scales.remaining()).isEqualTo(expectedScales.length);
        for (String expected : expectedScales) {
            assertThat(Integer.toUnsignedString(Float.floatToIntBits(scales.get())))
                    .isEqualTo(expected);
        }
        assertThat(Tensors.longs(rounded.zeroPoint()))
                .isEqualTo(Stream.of(fields[6].split(",", -1))
                        .mapToLong(Long::parseLong)
                        .toArray());
        long[] values = Tensors.longs(rounded.values());
        String[] first = fields[8].split(",", -1);
        for (int i = 0; i < first.length; i++) {
            assertThat(values[i]).isEqualTo(Long.parseLong(first[i]));
        }
        assertThat(sha256(rounded.values().getRawData().toByteArray())).isEqualTo(fields[7]);
        assertThat(rounded.values().getDataType())
                .isEqualTo((fields[1].startsWith("uint8") ? ElementType.UINT8 : ElementType.INT8).number());
    }

    /** The matrices of the script, made by the same generator. */
    private static float[] matrix(String name) {
        float[] base = uniform(96 * 40);
        float[] small = Arrays.copyOf(base, 8 * 40);
        return switch (name) {
            case "uniform" -> base;
            case "cubed" -> each(base, v -> v * v * v);
            case "shifted" -> each(base, v -> v + 0.75f);
            case "positive" -> each(base, Math::abs);
            case "constant-columns" -> {
                for (int row = 0; row < 96; row++) {
                    base[row * 40 + 3] = 0;
                    base[row * 40 + 7] = 0.5f;
                    base[row * 40 + 11] = -1e-30f;
                }
                yield base;
            }
            case "all-zero" -> new float[8 * 5];
            case "subnormal" -> each(corner(small), v -> v * 1e-40f);
            case "tiny" -> each(corner(small), v -> v * 1e-37f);
            case "huge" -> each(corner(small), v -> v * 1.6e38f);
            case "ties" -> {
                float[] ties = new float[256];
                for (int i = 0; i < 255; i++) {
                    ties[i] = (i - 127) / 2f;
                }
                ties[255] = 127;
                yield ties;
            }
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static float[] corner(float[] rowsOfForty) {
        float[] corner = new float[8 * 5];
        for (int i = 0; i < corner.length; i++) {
            corner[i] = rowsOfForty[i / 5 * 40 + i % 5];
        }
        return corner;
    }

    private static float[] uniform(int count) {
        float[] values = new float[count];
        long state = 20_261_120L;
        for (int i = 0; i < count; i++) {
            state = state * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
            values[i] = (float) ((state >>> 40) / (double) (1 << 23) - 1.0);
        }
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

    private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static List<String> golden() throws IOException {
        try (InputStream in = RoundingOracleTest.class.getResourceAsStream("rounding.tsv");
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.UTF_8))) {
            return reader.lines().skip(1).toList();
        }
    }
}
