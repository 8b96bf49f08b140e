package dev.assay.quantization.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.quantization.Activations;
import dev.assay.quantization.Scheme.RangeMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CalibrationTest {
    private static TensorRange range(RangeMethod method, float[]... examples) throws Exception {
        RangeTable table =
                Calibration.of(Examples.MODEL, List.of("t"), new Examples("t", List.of(examples)), method, 99.9);
        return Objects.requireNonNull(table.of("t"));
    }

    @ParameterizedTest
    @EnumSource
    void noMethodGoesBeyondTheExtremes(RangeMethod method) throws Exception {
        Random random = new Random(7);
        for (int turn = 0; turn < 20; turn++) {
            float[] values = new float[500];
            float shift = (float) random.nextGaussian();
            for (int i = 0; i < values.length; i++) {
                values[i] = shift + (float) Math.pow(random.nextGaussian(), 3);
            }
            TensorRange all = range(RangeMethod.MIN_MAX, values);
            TensorRange found = range(method, values);
            assertThat(found.min()).isBetween(all.min(), found.max());
            assertThat(found.max()).isBetween(found.min(), all.max());
            assertThat(found.values()).isEqualTo(500);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTensorWithNaNOrWithoutElementsHasNoUsableRange(RangeMethod method) throws Exception {
        assertThat(range(method, new float[] {1, Float.NaN}, new float[] {2}).isUsable())
                .isFalse();
        assertThat(range(method, new float[] {1, Float.NEGATIVE_INFINITY}).isUsable())
                .isFalse();
        TensorRange empty = range(method, new float[0], new float[0]);
        assertThat(empty.isUsable()).isFalse();
        assertThat(empty.finite()).isTrue();
        assertThat(empty.values()).isZero();
    }

    @Test
    void theOrderOfExamplesMattersToAveragesAlone() throws Exception {
        float[] small = {-1, 1};
        float[] large = {-10, 20};
        assertThat(range(RangeMethod.MIN_MAX, small, large)).isEqualTo(range(RangeMethod.MIN_MAX, large, small));
        assertThat(range(RangeMethod.MOVING_AVERAGE, small, large).max()).isEqualTo(1 + 0.01f * 19);
        assertThat(range(RangeMethod.MOVING_AVERAGE, large, small).max()).isEqualTo(20 + 0.01f * -19);
    }

    @Test
    void anEmptyExampleChangesNothing() throws Exception {
        assertThat(range(RangeMethod.MOVING_AVERAGE, new float[0], new float[] {3, 4}, new float[0]))
                .isEqualTo(range(RangeMethod.MOVING_AVERAGE, new float[] {3, 4}));
    }

    @Test
    void onlyHistogramsNeedASecondPass() throws Exception {
        List<List<String>> passes = new ArrayList<>();
        Activations counted = counting(passes);
        Calibration.of(Examples.MODEL, List.of("a", "b"), counted, RangeMethod.MIN_MAX, 99);
        assertThat(passes).containsExactly(List.of("a", "b"));
        passes.clear();
        Calibration.of(Examples.MODEL, List.of("a", "b"), counted, RangeMethod.PERCENTILE, 99);
        assertThat(passes).as("b is 0 everywhere").containsExactly(List.of("a", "b"), List.of("a"));
        passes.clear();
        Calibration.of(Examples.MODEL, List.of(), counted, RangeMethod.PERCENTILE, 99);
        assertThat(passes).isEmpty();
    }

    private static Activations counting(List<List<String>> passes) {
        return new Activations() {
            @Override
            public int examples() {
                return 1;
            }

            @Override
            public void observe(dev.assay.onnx.OnnxModel model, List<String> tensors, Observer observer) {
                passes.add(tensors);
                for (String tensor : tensors) {
                    observer.tensor(0, tensor, List.of(2L), tensor.equals("a") ? new float[] {1, 2} : new float[2]);
                }
            }
        };
    }

    @Test
    void tablesKeepTheOrderAndCanBeJoined() throws Exception {
        RangeTable first =
                Calibration.of(Examples.MODEL, List.of("b"), counting(new ArrayList<>()), RangeMethod.MIN_MAX, 99);
        RangeTable second =
                Calibration.of(Examples.MODEL, List.of("a"), counting(new ArrayList<>()), RangeMethod.MIN_MAX, 99);
        RangeTable both = first.and(second);
        assertThat(both.ranges()).extracting(TensorRange::tensor).containsExactly("b", "a");
        assertThat(both.of("a")).isEqualTo(new TensorRange("a", 1, 2, 2, true));
        assertThat(both.of("c")).isNull();
        assertThat(both.byTensor()).containsOnlyKeys("a", "b");
        assertThat(both.percentile()).as("not a percentile").isEqualTo(100);
    }
}
