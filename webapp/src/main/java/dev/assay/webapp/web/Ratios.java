package dev.assay.webapp.web;

/** How two latencies compare, in words, with their interval. */
final class Ratios {
    private Ratios() {}

    /**
     * One sentence on the latency of {@code other} divided by that of {@code base}.
     *
     * @param ratio above 1 when {@code base} is faster
     * @param low   lower end of its 95 % interval
     * @param high  upper end
     */
    static String sentence(String other, String base, double ratio, double low, double high) {
        Format format = new Format();
        String interval = "95 % interval " + format.fixed(low, 3) + " to " + format.fixed(high, 3);
        if (low <= 1 && high >= 1) {
            return "No difference shown between " + other + " and " + base + ": the ratio of their latencies is "
                    + format.fixed(ratio, 3) + ", " + interval + ", which holds 1.";
        }
        double factor = ratio < 1 ? 1 / ratio : ratio;
        return other + " is " + format.fixed(factor, factor < 1.1 ? 3 : 2) + " times "
                + (ratio < 1 ? "faster" : "slower") + " than " + base + ": the ratio of their latencies is "
                + format.fixed(ratio, 3) + ", " + interval + ".";
    }
}
