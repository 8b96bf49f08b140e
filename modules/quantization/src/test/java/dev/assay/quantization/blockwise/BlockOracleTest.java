package dev.assay.quantization.blockwise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Compares scales, zero points and packed bytes with those of {@code src/test/oracle/blocks.py}, to the last bit. GPTQ
 * included: the script factors the Hessian in another way, but no weight of these matrices lies so near to the border
 * between two integers that the last bits of the factor matter.
 */
class BlockOracleTest {
    private static final int INPUT_ROWS = 96;

    @TestFactory
    Stream<DynamicTest> theNumbersAreThoseOfTheIndependentScript() throws IOException {
        return golden().stream()
                .map(line -> line.split("\t", -1))
                .map(fields -> DynamicTest.dynamicTest(
                        String.join(" ", Arrays.asList(fields).subList(0, 7)), () -> compare(fields)));
    }

    private static void compare(String[] fields) throws Exception {
        int rows = Integer.parseInt(fields[5]);
        float[] values = Inputs.matrix(fields[0], rows);
        assertThat(sha256(Inputs.littleEndian(values))).as("the same input").isEqualTo(fields[7]);
        WeightMatrix weights = Inputs.weights(values, rows);
        BlockFormat format =
                new BlockFormat(Integer.parseInt(fields[2]), Integer.parseInt(fields[3]), fields[4].equals("True"));

        BlockMatrix rounded = round(fields[1], weights, format);

        float[] scales = rounded.scales();
        assertThat(IntStream.range(0, scales.length)
                        .mapToObj(i -> Integer.toUnsignedString(Float.floatToIntBits(scales[i])))
                        .collect(Collectors.joining(",")))
                .isEqualTo(fields[8]);
        assertThat(IntStream.range(0, weights.columns())
                        .boxed()
                        .flatMap(column -> IntStream.range(0, rounded.blocks()).mapToObj(b -> rounded.zero(b, column)))
                        .map(String::valueOf)
                        .collect(Collectors.joining(",")))
                .isEqualTo(fields[9]);
        assertThat(IntStream.range(0, 8)
                        .mapToObj(i -> String.valueOf(rounded.integer(i, 0)))
                        .collect(Collectors.joining(",")))
                .isEqualTo(fields[12]);
        assertThat(sha256(rounded.packedPerColumn())).isEqualTo(fields[10]);
        assertThat(sha256(rounded.zerosPerColumn())).isEqualTo(fields[11]);
        if (!fields[13].isEmpty()) {
            double expected = Double.parseDouble(fields[13]);
            assertThat(outputError(weights, rounded)).isCloseTo(expected, within(expected * 1e-6));
        }
    }

    private static BlockMatrix round(String method, WeightMatrix weights, BlockFormat format) {
        BlockRounding rounding = method.endsWith("mse") ? new ShrinkSearch() : new RoundToNearest();
        if (!method.startsWith("gptq")) {
            return BlockMatrix.round(weights, format, rounding);
        }
        SecondMoments moments = new SecondMoments(weights.rows());
        moments.add(Inputs.correlated(INPUT_ROWS, weights.rows()));
        return Gptq.round(weights, InverseFactor.of(moments), format, rounding);
    }

    private static double outputError(WeightMatrix weights, BlockMatrix rounded) {
        float[] inputs = Inputs.correlated(INPUT_ROWS, weights.rows());
        double error = 0;
        for (int from = 0; from < inputs.length; from += weights.rows()) {
            for (int column = 0; column < weights.columns(); column++) {
                double output = 0;
                for (int row = 0; row < weights.rows(); row++) {
                    output +=
                            inputs[from + row] * (weights.get(row, column) - (double) rounded.dequantized(row, column));
                }
                error += output * output;
            }
        }
        return error;
    }

    private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static List<String> golden() throws IOException {
        try (InputStream in = BlockOracleTest.class.getResourceAsStream("blocks.tsv");
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.UTF_8))) {
            return reader.lines().skip(1).toList();
        }
    }
}
