package dev.assay.learning.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The cases of ONNX's node tests of {@code Attention}; numbers from {@code src/test/oracle/attention.py}. */
class OnnxAttentionTest {
    @TestFactory
    Stream<DynamicTest> everyMatrixOnTheWay() throws IOException {
        Map<String, Map<String, double[][]>> cases = read();
        assertThat(cases).hasSize(8);
        return cases.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> compare(entry.getValue())));
    }

    private static void compare(Map<String, double[][]> matrices) {
        double[] attributes = matrices.get("attributes")[0];
        double[][] bias = matrices.get("bias");
        AttentionHead head = AttentionHead.of(
                matrices.get("Q"),
                matrices.get("K"),
                matrices.get("V"),
                new AttentionHead.Options(
                        attributes[0],
                        attributes[2],
                        attributes[1] == 1 ? Mask.CAUSAL : Mask.ALL,
                        bias == null ? AttentionHead.Bias.NONE : (query, key) -> bias[query][key]));
        close(head.raw(), matrices.get("mode0"));
        close(head.capped(), matrices.get("mode1"));
        close(head.biased(), matrices.get("mode2"));
        close(head.weights(), matrices.get("mode3"));
        close(head.output(), matrices.get("Y"));
    }

    private static void close(double[][] found, double[][] expected) {
        assertThat(found).hasSameDimensionsAs(expected);
        for (int i = 0; i < expected.length; i++) {
            for (int j = 0; j < expected[i].length; j++) {
                if (Double.isInfinite(expected[i][j]) || expected[i][j] == 0) {
                    assertThat(found[i][j]).isEqualTo(expected[i][j]);
                } else {
                    assertThat(found[i][j]).isCloseTo(expected[i][j], within(1e-12));
                }
            }
        }
    }

    private static Map<String, Map<String, double[][]>> read() throws IOException {
        Map<String, Map<String, double[][]>> cases = new LinkedHashMap<>();
        try (InputStream in = OnnxAttentionTest.class.getResourceAsStream("onnx-attention.tsv")) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(line -> {
                String[] fields = line.split("\t", -1);
                Map<String, double[][]> matrices = cases.computeIfAbsent(fields[0], name -> new LinkedHashMap<>());
                if (fields[1].equals("attributes")) {
                    matrices.put(fields[1], new double[][] {
                        Arrays.stream(fields, 2, 5)
                                .mapToDouble(Double::parseDouble)
                                .toArray()
                    });
                    return;
                }
                int columns = Integer.parseInt(fields[3]);
                double[] values = Arrays.stream(
                                fields[4].replace("inf", "Infinity").split(",", -1))
                        .mapToDouble(Double::parseDouble)
                        .toArray();
                double[][] matrix = new double[Integer.parseInt(fields[2])][];
                for (int row = 0; row < matrix.length; row++) {
                    matrix[row] = Arrays.copyOfRange(values, row * columns, (row + 1) * columns);
                }
                matrices.put(fields[1], matrix);
            });
        }
        return cases;
    }
}
