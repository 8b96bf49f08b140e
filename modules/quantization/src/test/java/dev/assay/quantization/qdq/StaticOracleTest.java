package dev.assay.quantization.qdq;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.onnx.tensor.Tensors;
import dev.assay.quantization.Affine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Compares scales and integers with those of {@code src/test/oracle/static.py}, to the last bit. */
class StaticOracleTest {
    @TestFactory
    Stream<DynamicTest> theNumbersAreThoseOfTheIndependentScript() throws IOException {
        List<String[]> lines =
                golden().stream().map(line -> line.split("\t", -1)).toList();
        return IntStream.range(0, lines.size()).mapToObj(i -> {
            String[] line = lines.get(i);
            return DynamicTest.dynamicTest(i + " " + line[0] + " " + line[1], () -> {
                switch (line[0]) {
                    case "weights" -> weights(line);
                    case "bias" -> bias(line);
                    default -> activation(line);
                }
            });
        });
    }

    private static void weights(String[] line) throws Exception {
        long[] dims =
                Stream.of(line[2].split(",", -1)).mapToLong(Long::parseLong).toArray();
        int axis = Integer.parseInt(line[3]);
        float[] values = uniform((int) Tensors.elements(dims), 3);
        if (axis >= 0) {
            int inner = (int) Tensors.elements(Arrays.copyOfRange(dims, axis + 1, dims.length));
            for (int i = 0; i < values.length; i++) {
                int channel = i / inner % (int) dims[axis];
                values[i] = channel == 1 ? values[i] * 1e-4f : channel == 2 ? 0 : values[i];
            }
        }
        WeightRounding rounding = new WeightRounding(FloatBuffer.wrap(values), dims, axis, 1f, line[4].equals("True"));
        float[] scales = rounding.scales();
        assertThat(bits(scales)).isEqualTo(line[5]);
        WeightRounding.Rounded rounded = rounding.round("w", scales);
        assertThat(Tensors.dims(rounded.values())).isEqualTo(dims);
        byte[] digest = MessageDigest.getInstance("SHA-256")
                .digest(rounded.values().getRawData().toByteArray());
        assertThat(HexFormat.of().formatHex(digest)).isEqualTo(line[6]);
    }

    private static void bias(String[] line) {
        float inputScale = floats(line[2])[0];
        float[] scales = floats(line[3]);
        float[] bias = floats(line[4]);
        boolean[] zero = new boolean[scales.length];
        for (int i = 0; i < zero.length; i++) {
            zero[i] = List.of(line[6].split(",", -1)).contains(String.valueOf(i));
        }
        float[] widened = BiasRounding.widened(scales, zero, inputScale, bias, Long.parseLong(line[5]));
        assertThat(bits(widened)).isEqualTo(line[7]);
        float[] units = BiasRounding.units(widened, inputScale);
        assertThat(bits(units)).isEqualTo(line[8]);
        assertThat(Arrays.stream(BiasRounding.round(bias, units))
                        .mapToObj(String::valueOf)
                        .collect(Collectors.joining(",")))
                .isEqualTo(line[9]);
    }

    private static void activation(String[] line) {
        Affine.Range range = line[1].equals("u8") ? Affine.Range.UINT8 : Affine.Range.INT8;
        Affine map = Affine.of(floats(line[2])[0], floats(line[3])[0], range, false);
        assertThat(bits(map.scale())).isEqualTo(line[4]);
        assertThat(map.zeroPoint()).isEqualTo(Integer.parseInt(line[5]));
    }

    private static float[] floats(String words) {
        String[] parts = words.split(",", -1);
        float[] values = new float[parts.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.intBitsToFloat(Integer.parseUnsignedInt(parts[i]));
        }
        return values;
    }

    private static String bits(float... values) {
        return IntStream.range(0, values.length)
                .mapToObj(i -> Integer.toUnsignedString(Float.floatToIntBits(values[i])))
                .collect(Collectors.joining(","));
    }

    private static float[] uniform(int count, long seed) {
        float[] values = new float[count];
        long state = seed;
        for (int i = 0; i < count; i++) {
            state = state * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
            values[i] = (float) ((state >>> 40) / (double) (1 << 23) - 1.0);
        }
        return values;
    }

    private static List<String> golden() throws IOException {
        try (InputStream in = StaticOracleTest.class.getResourceAsStream("static.tsv");
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        }
    }
}
