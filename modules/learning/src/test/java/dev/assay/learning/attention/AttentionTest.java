package dev.assay.learning.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.quantization.FidelityMeter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttentionTest {
    private static final double[][] Q = random(7, 8, 1);
    private static final double[][] K = random(7, 8, 2);
    private static final double[][] V = random(7, 5, 3);

    static double[][] random(int rows, int columns, long seed) {
        Random random = new Random(seed);
        double[][] matrix = new double[rows][];
        for (int i = 0; i < rows; i++) {
            matrix[i] = random.doubles(columns, -2, 2).toArray();
        }
        return matrix;
    }

    private static AttentionHead head(Mask mask) {
        return AttentionHead.of(Q, K, V, AttentionHead.Options.scaled(8, mask));
    }

    @Test
    void twoScoresThatDifferByTwo() {
        assertThat(AttentionHead.weights(new double[] {14, 12}))
                .containsExactly(new double[] {.8808, .1192}, within(5e-5));
    }

    @Test
    void rowsSumToOneAndMaskedCellsAreExactlyZero() {
        boolean[] text = {true, true, true, true, true, false, false};
        for (Mask mask : List.of(
                Mask.ALL,
                Mask.CAUSAL,
                Mask.window(1, 1),
                Mask.window(2, 0).and(Mask.CAUSAL),
                Mask.padding(text),
                Mask.padding(text).and(Mask.CAUSAL))) {
            double[][] weights = head(mask).weights();
            for (int i = 0; i < weights.length; i++) {
                assertThat(Arrays.stream(weights[i]).sum()).isCloseTo(1, within(1e-12));
                for (int j = 0; j < weights[i].length; j++) {
                    assertThat(weights[i][j] > 0).isEqualTo(mask.allows(i, j));
                }
            }
        }
    }

    @Test
    void masksAreWhatTheirNamesSay() {
        assertThat(Mask.CAUSAL.allows(3, 3)).isTrue();
        assertThat(Mask.CAUSAL.allows(3, 4)).isFalse();
        assertThat(Mask.window(2, 1).allows(5, 3)).isTrue();
        assertThat(Mask.window(2, 1).allows(5, 2)).isFalse();
        assertThat(Mask.window(2, 1).allows(5, 6)).isTrue();
        assertThat(Mask.window(2, 1).allows(5, 7)).isFalse();
    }

    @Test
    void aQueryThatMayLookAtNothingGivesNothing() {
        AttentionHead head = head((query, key) -> query != 2);

        assertThat(head.weights()[2]).containsOnly(0);
        assertThat(head.output()[2]).containsOnly(0);
    }

    /** A later token cannot change what an earlier one sees. */
    @Test
    void causalOutputsDoNotDependOnLaterTokens() {
        double[][] k = random(7, 8, 2);
        double[][] v = random(7, 5, 3);
        k[5] = random(1, 8, 99)[0];
        v[5] = random(1, 5, 98)[0];
        double[][] before = head(Mask.CAUSAL).output();
        double[][] after = AttentionHead.of(Q, k, v, AttentionHead.Options.scaled(8, Mask.CAUSAL))
                .output();

        for (int i = 0; i < 5; i++) {
            assertThat(after[i]).containsExactly(before[i]);
        }
        assertThat(after[5]).isNotEqualTo(before[5]);
    }

    @Test
    void withoutPositionsTheOrderOfTokensDoesNotMatter() {
        int[] order = {3, 0, 6, 2, 5, 1, 4};
        double[][] q = new double[7][];
        double[][] k = new double[7][];
        double[][] v = new double[7][];
        for (int i = 0; i < 7; i++) {
            q[i] = Q[order[i]];
            k[i] = K[order[i]];
            v[i] = V[order[i]];
        }
        double[][] original = head(Mask.ALL).output();
        double[][] permuted = AttentionHead.of(q, k, v, AttentionHead.Options.scaled(8, Mask.ALL))
                .output();
        for (int i = 0; i < 7; i++) {
            assertThat(permuted[i]).containsExactly(original[order[i]], within(1e-12));
        }
    }

    @Test
    void theProductAddsUpToTheRawScore() {
        double[][] steps = AttentionHead.runningProduct(Q[1], K[4]);

        assertThat(steps).hasNumberOfRows(8);
        assertThat(steps[7][3] / Math.sqrt(8)).isCloseTo(head(Mask.ALL).raw()[1][4], within(1e-12));
        assertThat(steps[2][2]).isEqualTo(Q[1][2] * K[4][2]);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 64, 384})
    void scoresSpreadWithTheLengthUnlessScaled(int d) {
        ScoreSpread spread = ScoreSpread.draw(d, 20_000, 20, 11);

        // Four standard errors of a variance from 20,000 products, whose kurtosis is at most 9 (at d = 1).
        assertThat(spread.variance() / d).isCloseTo(1, within(4 * Math.sqrt((2 + 6.0 / d) / 20_000)));
        assertThat(spread.scaledVariance()).isCloseTo(spread.variance() / d, within(1e-9));
        assertThat(spread.largestWeight()).isGreaterThanOrEqualTo(spread.scaledLargest());
    }

    @Test
    void aHeadThatLooksAtOneKeyAndOneThatLooksAtAll() {
        double[][] first = {{1, 0, 0, 0}, {1, 0, 0, 0}, {1, 0, 0, 0}, {1, 0, 0, 0}};
        HeadProfile sink = HeadProfile.of(first, 4, 0);
        assertThat(sink.sinkShare()).isEqualTo(1);
        assertThat(sink.meanEntropyBits()).isZero();
        assertThat(sink.meanDistance()).isEqualTo(1.5);
        assertThat(sink.distances())
                .filteredOn(d -> d.share() > 0)
                .extracting(HeadProfile.Distance::distance)
                .containsExactly(-3, -2, -1, 0);

        double[][] alike = new double[4][4];
        for (double[] row : alike) {
            Arrays.fill(row, .25);
        }
        HeadProfile all = HeadProfile.of(alike, 4, 0);
        assertThat(all.meanEntropyBits()).isCloseTo(2, within(1e-12));
        assertThat(all.sinkShare()).isEqualTo(.25);
        assertThat(all.distances().stream()
                        .mapToDouble(HeadProfile.Distance::share)
                        .sum())
                .isCloseTo(1, within(1e-12));
        assertThat(HeadProfile.of(first, 1, 0).meanDistance()).isZero();
    }

    @Test
    void theOutputIsTheSumOfWhatTheHeadsContribute() {
        List<double[][]> heads = List.of(random(4, 3, 5), random(4, 3, 6), random(4, 3, 7));
        double[][] matrix = random(9, 6, 8);
        double[] bias = random(1, 6, 9)[0];
        HeadMix mix = new HeadMix(heads, matrix, bias);
        double[][] output = mix.output();
        for (int i = 0; i < 4; i++) {
            List<Double> row = new ArrayList<>();
            for (double[][] head : heads) {
                for (double value : head[i]) {
                    row.add(value);
                }
            }
            for (int c = 0; c < 6; c++) {
                double expected = bias[c];
                for (int r = 0; r < 9; r++) {
                    expected += row.get(r) * matrix[r][c];
                }
                assertThat(output[i][c]).isCloseTo(expected, within(1e-12));
                assertThat(mix.without(new boolean[] {false, true, false})[i][c])
                        .isCloseTo(expected - mix.contribution(1)[i][c], within(1e-12));
            }
        }
        FidelityMeter.Fidelity effect = mix.effectOf(1);
        assertThat(effect.cosine()).isLessThan(1);
        assertThat(effect.inputs()).isEqualTo(4);
    }

    @Test
    void leavingOutASilentHeadChangesNothing() {
        HeadMix mix = new HeadMix(List.of(random(4, 3, 5), new double[4][3]), random(6, 6, 8), new double[6]);

        assertThat(mix.effectOf(1).cosine()).isCloseTo(1, within(1e-12));
        assertThat(mix.effectOf(1).maxAbs()).isZero();
        assertThatThrownBy(() -> new HeadMix(List.<double[][]>of(random(4, 3, 5)), random(6, 6, 8), new double[6]))
                .hasMessageContaining("do not fit");
    }

    @Test
    void differencesOfTwoTextsAreTakenOverSharedTokens() {
        List<String> tired = List.of("it", "was", "too", "tired", ".");
        List<String> wide = List.of("it", "was", "wide", "too", ".");
        List<MatrixDifference.Shared> shared = MatrixDifference.shared(tired, wide);
        assertThat(shared)
                .extracting(place -> tired.get(place.first()) + place.second())
                .containsExactly("it0", "was1", "too3", ".4");

        double[][] first = new double[5][5];
        double[][] second = new double[5][5];
        second[3][1] = .4;
        second[2][2] = .9;
        MatrixDifference difference = MatrixDifference.of(first, second, shared);
        assertThat(difference.cells()).hasSize(16);
        assertThat(difference.largest().firstRow()).isEqualTo(2);
        assertThat(difference.largest().difference()).isEqualTo(.4);
        assertThat(difference.meanAbs()).isCloseTo(.4 / 16, within(1e-12));
        assertThat(MatrixDifference.of(first, second).largest().difference()).isEqualTo(.9);
        assertThatThrownBy(() -> MatrixDifference.of(first, second, List.of())).hasMessageContaining("share no token");
    }

    @Test
    void sizesOfKnownModels() {
        assertThat(GptShape.GPT2_SMALL.parameters()).isEqualTo(124_439_808);
        assertThat(GptShape.GPT2_SMALL.blockParameters()).isEqualTo(7_087_872);
        assertThat(GptShape.GPT2_XL.parameters()).isEqualTo(1_557_611_200);
        assertThat(GptShape.GPT2_SMALL.cacheBytesPerToken(2)).isEqualTo(36_864);
        // A sorter of six digits of three kinds, known from a walk through its numbers.
        assertThat(new GptShape(3, 48, 11, 3).parameters()).isEqualTo(85_584);
    }

    @Test
    void aParabolaIsFoundAgain() {
        List<LengthFit.Point> points = new ArrayList<>();
        for (int n : new int[] {8, 16, 64, 128, 512}) {
            points.add(new LengthFit.Point(n, 3 + 2e-3 * n + 1e-5 * n * n));
        }
        LengthFit fit = LengthFit.of(points);

        assertThat(fit.constant()).isCloseTo(3, within(1e-9));
        assertThat(fit.linear()).isCloseTo(2e-3, within(1e-11));
        assertThat(fit.quadratic()).isCloseTo(1e-5, within(1e-13));
        assertThat(fit.rSquared()).isCloseTo(1, within(1e-12));
        assertThat(fit.crossover()).isCloseTo(200, within(1e-6));
        assertThatThrownBy(() -> LengthFit.of(points.subList(0, 2))).hasMessageContaining("three");
    }
}
