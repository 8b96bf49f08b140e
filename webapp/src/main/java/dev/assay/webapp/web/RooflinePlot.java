package dev.assay.webapp.web;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Places a roofline on a plane of two logarithmic axes: operations per byte, and operations per nanosecond. */
public final class RooflinePlot {
    private static final double WIDTH = 720;
    private static final double HEIGHT = 400;
    private static final double LEFT = 58;
    private static final double RIGHT = 14;
    private static final double TOP = 14;
    private static final double BOTTOM = 44;

    private final double lowX;
    private final double highX;
    private final double lowY;
    private final double highY;

    /** A kernel on the plane; {@code size} is its radius. */
    public record Dot(double x, double y, double size, String kind, String tip) {}

    /** A straight line with its words. */
    public record Line(
            double x1, double y1, double x2, double y2, String kind, String label, double labelX, double labelY) {}

    /** A mark of an axis. */
    public record Tick(double at, String label) {}

    RooflinePlot(List<double[]> points, double peak) {
        double smallX = 0.05;
        double largeX = 100;
        double smallY = peak / 100;
        double largeY = peak * 2;
        for (double[] point : points) {
            smallX = Math.min(smallX, point[0]);
            largeX = Math.max(largeX, point[0]);
            smallY = Math.min(smallY, point[1]);
            largeY = Math.max(largeY, point[1]);
        }
        lowX = Math.floor(Math.log10(Math.max(smallX, 1e-4)));
        highX = Math.ceil(Math.log10(largeX));
        lowY = Math.floor(Math.log10(Math.max(smallY, 1e-5)));
        highY = Math.ceil(Math.log10(largeY));
    }

    double x(double intensity) {
        double share = (Math.log10(intensity) - lowX) / (highX - lowX);
        return round(LEFT + Math.clamp(share, 0, 1) * (WIDTH - LEFT - RIGHT));
    }

    double y(double rate) {
        double share = (Math.log10(rate) - lowY) / (highY - lowY);
        return round(HEIGHT - BOTTOM - Math.clamp(share, 0, 1) * (HEIGHT - TOP - BOTTOM));
    }

    /** A rate that no intensity exceeds. */
    Line ceiling(double rate, double bytesPerNano, String kind, String label) {
        double ridge = rate / bytesPerNano;
        double from = Math.max(ridge, Math.pow(10, lowX));
        return new Line(x(from), y(rate), WIDTH - RIGHT, y(rate), kind, label, WIDTH - RIGHT - 4, y(rate) - 5);
    }

    /** A bandwidth: the rate rises with the intensity until it meets the peak. */
    Line slope(double bytesPerNano, double peak, String kind, String label) {
        double startX = Math.max(Math.pow(10, lowX), Math.pow(10, lowY) / bytesPerNano);
        double endX = Math.min(peak / bytesPerNano, Math.pow(10, highX));
        return new Line(
                x(startX),
                y(startX * bytesPerNano),
                x(endX),
                y(endX * bytesPerNano),
                kind,
                label,
                x(startX) + 6,
                y(startX * bytesPerNano) - 14);
    }

    List<Tick> ticksX() {
        return ticks(lowX, highX, true);
    }

    List<Tick> ticksY() {
        return ticks(lowY, highY, false);
    }

    private List<Tick> ticks(double low, double high, boolean horizontal) {
        return IntStream.rangeClosed((int) low, (int) high)
                .mapToObj(power -> {
                    double value = Math.pow(10, power);
                    return new Tick(horizontal ? x(value) : y(value), label(value));
                })
                .toList();
    }

    private static String label(double value) {
        if (value >= 1e6) {
            return Math.round(value / 1e6) + " M";
        }
        return value >= 1 ? String.format(Locale.ROOT, "%,.0f", value) : String.valueOf(Math.round(value * 1e4) / 1e4);
    }

    private static double round(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
