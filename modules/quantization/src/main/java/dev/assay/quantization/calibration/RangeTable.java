package dev.assay.quantization.calibration;

import dev.assay.quantization.Scheme.RangeMethod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ranges of tensors, and how they were found. Immutable, made of simple values, so that it can be stored.
 *
 * @param method     how the ranges were found
 * @param percentile for {@link RangeMethod#PERCENTILE} the share of values kept, in per cent; 100 otherwise
 * @param examples   examples that were looked at
 * @param ranges     one per tensor, in the order in which they were asked for
 */
public record RangeTable(RangeMethod method, double percentile, int examples, List<TensorRange> ranges) {
    public RangeTable {
        ranges = List.copyOf(ranges);
    }

    /** The ranges by the names of their tensors. */
    public Map<String, TensorRange> byTensor() {
        Map<String, TensorRange> byTensor = new HashMap<>();
        ranges.forEach(range -> byTensor.put(range.tensor(), range));
        return byTensor;
    }

    /** The range of a tensor, or null when it was not looked at. */
    public @Nullable TensorRange of(String tensor) {
        return ranges.stream()
                .filter(range -> range.tensor().equals(tensor))
                .findFirst()
                .orElse(null);
    }

    /** This table followed by another one that was found in the same way. */
    public RangeTable and(RangeTable more) {
        List<TensorRange> all = new ArrayList<>(ranges);
        all.addAll(more.ranges);
        return new RangeTable(method, percentile, examples, all);
    }
}
