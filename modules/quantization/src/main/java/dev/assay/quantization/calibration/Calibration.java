package dev.assay.quantization.calibration;

import dev.assay.onnx.OnnxModel;
import dev.assay.quantization.Activations;
import dev.assay.quantization.ActivationsUnavailable;
import dev.assay.quantization.Scheme.RangeMethod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds ranges. One pass over the examples finds the extremes; {@link RangeMethod#PERCENTILE} and
 * {@link RangeMethod#ENTROPY} need a second one, which fills a histogram of 2048 bins per tensor.
 */
public final class Calibration {
    private static final double ALL = 100;

    private final RangeMethod method;
    private final double percentile;

    private Calibration(RangeMethod method, double percentile) {
        this.method = method;
        this.percentile = percentile;
    }

    /**
     * Looks at tensors of a model.
     *
     * @param tensors    float tensors of the main graph, each once
     * @param percentile for {@link RangeMethod#PERCENTILE} the share of values to keep, in per cent; ignored otherwise
     * @throws ActivationsUnavailable when the model cannot be run on the examples
     */
    public static RangeTable of(
            OnnxModel model, List<String> tensors, Activations activations, RangeMethod method, double percentile)
            throws ActivationsUnavailable {
        return new Calibration(method, method == RangeMethod.PERCENTILE ? percentile : ALL)
                .ranges(model, List.copyOf(tensors), activations);
    }

    private RangeTable ranges(OnnxModel model, List<String> tensors, Activations activations)
            throws ActivationsUnavailable {
        Map<String, Extremes> extremes = new LinkedHashMap<>();
        tensors.forEach(tensor -> extremes.put(tensor, new Extremes(method == RangeMethod.MOVING_AVERAGE)));
        if (!tensors.isEmpty()) {
            activations.observe(model, tensors, (example, name, shape, values) -> {
                Extremes known = extremes.get(name);
                if (known != null) {
                    known.add(values);
                }
            });
        }
        Map<String, Histogram> histograms = new LinkedHashMap<>();
        if (method == RangeMethod.ENTROPY || (method == RangeMethod.PERCENTILE && percentile < ALL)) {
            extremes.forEach((tensor, extreme) -> {
                if (extreme.isUsable() && extreme.threshold() > 0) {
                    histograms.put(tensor, new Histogram(extreme.threshold(), Histogram.BINS));
                }
            });
            if (!histograms.isEmpty()) {
                activations.observe(model, List.copyOf(histograms.keySet()), (example, name, shape, values) -> {
                    Histogram histogram = histograms.get(name);
                    if (histogram != null) {
                        histogram.add(values);
                    }
                });
            }
        }
        List<TensorRange> ranges = new ArrayList<>();
        extremes.forEach((tensor, extreme) -> {
            Histogram histogram = histograms.get(tensor);
            ranges.add(histogram == null ? extreme.range(tensor) : cut(tensor, extreme, histogram));
        });
        return new RangeTable(method, percentile, activations.examples(), ranges);
    }

    /**
     * The range that the histogram suggests, never beyond the extremes. Where nearly all elements share one bin the
     * suggestion has no width, and would map everything else to one integer; the extremes are kept then.
     */
    private TensorRange cut(String tensor, Extremes extremes, Histogram histogram) {
        float[] ends = method == RangeMethod.ENTROPY
                ? EntropyRange.ends(histogram)
                : PercentileRange.ends(histogram, percentile);
        float low = Math.max(ends[0], extremes.min());
        float high = Math.min(ends[1], extremes.max());
        boolean hasWidth = low <= high && Math.min(low, 0) < Math.max(high, 0);
        return hasWidth ? extremes.range(tensor, low, high) : extremes.range(tensor);
    }
}
