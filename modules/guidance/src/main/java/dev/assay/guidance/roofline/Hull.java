package dev.assay.guidance.roofline;

import dev.assay.guidance.roofline.Calibration.Reach;
import dev.assay.protocol.ProbeReport.Work;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether a model lies within what the probes showed. The model of time adds kernels up, so the hull is one of kernels:
 * those that are several times larger than any of the probes, or of a kind that no probe has, count as outside, and a
 * prediction is extrapolated when a tenth of its time comes from there.
 */
final class Hull {
    /** Ceilings change slowly with size; up to this factor above the largest probe they are taken to hold. */
    private static final double TOLERANCE = 8;

    private static final double LEAST_SHARE = 0.1;

    private Hull() {}

    static List<String> outside(Calibration calibration, List<Work> work) {
        List<Ceilings.Time> times = calibration.ceilings().times(work);
        double total = times.stream().mapToDouble(Ceilings.Time::nanos).sum();
        Map<Parameter, Double> beyond = new EnumMap<>(Parameter.class);
        Map<Parameter, String> words = new EnumMap<>(Parameter.class);
        for (int i = 0; i < work.size(); i++) {
            Parameter rate = Parameter.rateOf(work.get(i));
            if (rate == null) {
                continue;
            }
            String what = beyond(work.get(i), rate, calibration.reach().get(rate));
            if (!what.isEmpty()) {
                beyond.merge(rate, times.get(i).nanos(), Double::sum);
                words.putIfAbsent(rate, what);
            }
        }
        List<String> sentences = new ArrayList<>();
        beyond.forEach((rate, nanos) -> {
            if (nanos > LEAST_SHARE * total) {
                sentences.add(words.getOrDefault(rate, ""));
            }
        });
        return sentences;
    }

    private static String beyond(Work work, Parameter rate, @Nullable Reach reach) {
        if (reach == null) {
            return "No probe has " + rate.label() + ".";
        }
        if (work.operations() > TOLERANCE * reach.operations()) {
            return sentence(rate, "operations", work.operations() / 1e6, reach.operations() / 1e6, "million");
        }
        if (work.weightBytes() > TOLERANCE * reach.weightBytes() && work.weightBytes() > 1e6) {
            return sentence(rate, "weights", work.weightBytes() / 1e6, reach.weightBytes() / 1e6, "MB");
        }
        if (work.activationBytes() > TOLERANCE * reach.activationBytes() && work.activationBytes() > 1e6) {
            return sentence(rate, "activations", work.activationBytes() / 1e6, reach.activationBytes() / 1e6, "MB");
        }
        return "";
    }

    private static String sentence(Parameter rate, String what, double value, double reached, String unit) {
        return String.format(
                Locale.ROOT,
                "The %s of one kernel (%s) are %.3g %s; the probes reach %.3g %s.",
                what,
                rate.label(),
                value,
                unit,
                reached,
                unit);
    }
}
