package dev.assay.learning.grid;

import dev.assay.quantization.Affine;
import java.util.ArrayList;
import java.util.List;

/**
 * An activation as ONNX's {@code DynamicQuantizeLinear} rounds it while a model runs, with one scale for all of it:
 * {@code scale = (max - min) / 255} with 0 between them, {@code zeroPoint = round(-min / scale)}.
 *
 * <p>Scale and rounding of values are those of {@link Affine}. The zero point is not: the operator divides by the scale as
 * it is stored, in float32, while weights are prepared with the scale before it is rounded.
 *
 * @param codes 0 to 255, in the order of the values
 */
public record DynamicInput(float scale, int zeroPoint, List<Integer> codes) {
    public DynamicInput {
        codes = List.copyOf(codes);
    }

    /** Rounds values; at least one, all finite. */
    public static DynamicInput of(float[] values) {
        float min = 0;
        float max = 0;
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException("NaN or infinity cannot be rounded to eight bits.");
            }
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        if (values.length == 0) {
            throw new IllegalArgumentException("There is nothing to round.");
        }
        Affine.Range range = Affine.Range.UINT8;
        float scale = Affine.of(min, max, range, false).scale();
        int zeroPoint = (int) Math.rint(Math.max(range.min(), Math.min(range.max(), -min / scale)));
        Affine map = new Affine(scale, zeroPoint);
        List<Integer> codes = new ArrayList<>();
        for (float value : values) {
            codes.add(map.quantize(value, range));
        }
        return new DynamicInput(scale, zeroPoint, codes);
    }
}
