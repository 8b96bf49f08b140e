package dev.assay.learning.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Compares with {@code src/test/oracle/space.py}. */
class PrincipalComponentsTest {
    @TestFactory
    Stream<DynamicTest> theNumbersAreThoseOfTheIndependentScript() throws IOException {
        try (InputStream in = PrincipalComponentsTest.class.getResourceAsStream("components.tsv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines().toList().stream()
                            .map(line -> line.split("\t", -1))
                            .map(fields ->
                                    DynamicTest.dynamicTest(fields[0] + " x " + fields[1], () -> compare(fields)));
        }
    }

    private static double[][] points(int count, int dimensions) {
        long state = count;
        double[][] points = new double[count][dimensions];
        for (int p = 0; p < count; p++) {
            for (int c = 0; c < dimensions; c++) {
                state = state * 6364136223846793005L + 1442695040888963407L;
                points[p][c] = ((state >>> 40) / (double) (1 << 23) - 1) * (1 + c % 7);
            }
        }
        return points;
    }

    private static void compare(String[] fields) {
        int count = Integer.parseInt(fields[0]);
        int dimensions = Integer.parseInt(fields[1]);
        PrincipalComponents pca = PrincipalComponents.of(points(count, dimensions));
        double[] variances = numbers(fields[3]);

        assertThat(pca.count()).isEqualTo(variances.length);
        assertThat(pca.totalVariance()).isCloseTo(Double.parseDouble(fields[2]), within(1e-9));
        double sum = 0;
        for (int c = 0; c < variances.length; c++) {
            assertThat(pca.variance(c)).isCloseTo(variances[c], within(1e-9));
            sum += pca.variance(c);
            for (int other = 0; other <= c; other++) {
                assertThat(PrincipalComponents.dot(pca.component(c), pca.component(other)))
                        .isCloseTo(c == other ? 1 : 0, within(1e-9));
            }
        }
        assertThat(sum).isCloseTo(pca.totalVariance(), within(1e-9));
        assertThat(Arrays.stream(pca.explained()).sum()).isCloseTo(1, within(1e-9));
        assertThat(pca.project(3)[0]).containsExactly(numbers(fields[4]), within(1e-7));
    }

    private static double[] numbers(String list) {
        return Arrays.stream(list.split(",", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    @Test
    void pointsOnALineHaveOneDirection() {
        PrincipalComponents pca = PrincipalComponents.of(new double[][] {{1, 2}, {2, 4}, {3, 6}});

        assertThat(pca.count()).isEqualTo(1);
        assertThat(pca.component(0)).containsExactly(new double[] {1 / Math.sqrt(5), 2 / Math.sqrt(5)}, within(1e-12));
        assertThat(pca.variance(0)).isCloseTo(5, within(1e-12));
        assertThat(pca.mean()).containsExactly(new double[] {2, 4}, within(1e-12));
        assertThat(pca.project(2)[2]).containsExactly(new double[] {Math.sqrt(5), 0}, within(1e-12));
    }

    @Test
    void equalPointsHaveNoDirection() {
        PrincipalComponents pca = PrincipalComponents.of(new double[4][3]);

        assertThat(pca.count()).isZero();
        assertThat(pca.totalVariance()).isZero();
        assertThat(pca.project(2)).hasNumberOfRows(4);
    }

    @Test
    void theSizeOfSentenceVectorsIsWithinReach() {
        PrincipalComponents pca = PrincipalComponents.of(points(500, 384));

        assertThat(pca.count()).isEqualTo(384);
        assertThat(Arrays.stream(pca.explained()).sum()).isCloseTo(1, within(1e-9));
    }

    @Test
    void whatCannotBeAnalysedIsRefused() {
        assertThatThrownBy(() -> PrincipalComponents.of(new double[1][3])).hasMessageContaining("two");
        assertThatThrownBy(() -> PrincipalComponents.of(new double[601][601])).hasMessageContaining("600");
        assertThatThrownBy(() -> PrincipalComponents.of(new double[][] {{1}, {Double.NaN}}))
                .hasMessageContaining("NaN");
    }
}
