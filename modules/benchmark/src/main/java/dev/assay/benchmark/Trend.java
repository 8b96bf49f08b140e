package dev.assay.benchmark;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How the speed changed over the minutes of a sustained measurement: a device without a fan is fast for a minute and
 * slower for the rest of the day.
 *
 * @param firstNanos    median of the first minute
 * @param lastNanos     median of the last minute
 * @param slopePerTen   change of the median in ten minutes, as a share of the first minute, by least squares
 * @param minutes       how many there were
 */
public record Trend(double firstNanos, double lastNanos, double slopePerTen, int minutes) {
    /** Own choice, as for the drift within a shorter run: from here on the first minute is not what to plan with. */
    static final double SLOWED = 0.10;

    /** Looks at the median of each minute; null with fewer than two. */
    public static @Nullable Trend of(List<Double> minutes) {
        int n = minutes.size();
        if (n < 2) {
            return null;
        }
        double meanX = (n - 1) / 2.0;
        double meanY =
                minutes.stream().mapToDouble(Double::doubleValue).average().orElse(0);
        double products = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            products += (i - meanX) * (minutes.get(i) - meanY);
            squares += (i - meanX) * (i - meanX);
        }
        double first = minutes.get(0);
        return new Trend(first, minutes.get(n - 1), 10 * products / squares / first, n);
    }

    /** Change from the first to the last minute as a share of the first; above 0 it became slower. */
    public double change() {
        return lastNanos / firstNanos - 1;
    }

    /** Whether the speed of the first minute did not last. */
    public boolean slowed() {
        return change() > SLOWED;
    }

    /** One sentence. */
    public String sentence() {
        return String.format(
                Locale.ROOT,
                "The median went from %.4g ms in minute 1 to %.4g ms in minute %d (%+.1f %%; slope %+.1f %% in 10 minutes)%s.",
                firstNanos / 1e6,
                lastNanos / 1e6,
                minutes,
                100 * change(),
                100 * slopePerTen,
                slowed() ? ": this device does not keep the speed of its first minute" : "");
    }
}
