package dev.assay.webapp.web;

import dev.assay.guidance.roofline.Ceilings;
import dev.assay.guidance.roofline.Datasheet;
import dev.assay.guidance.roofline.Parameter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The ceilings of a roofline as lines with their words. */
final class RooflineLines {
    private RooflineLines() {}

    static List<RooflinePlot.Line> of(RooflinePlot plane, Ceilings ceilings) {
        double floats = ceilings.get(Parameter.PRODUCT_FLOAT);
        double integers = ceilings.get(Parameter.PRODUCT_INT8);
        double memory = ceilings.get(Parameter.MEMORY_BANDWIDTH);
        double cache = ceilings.get(Parameter.CACHE_BANDWIDTH);
        Format format = new Format();
        return List.of(
                plane.ceiling(floats, cache, "fp32", "fp32 products, " + format.plain(round(floats)) + " Gop/s"),
                plane.ceiling(integers, cache, "int8", "int8 products, " + format.plain(round(integers)) + " Gop/s"),
                plane.slope(memory, integers, "memory", "memory, " + format.plain(round(memory)) + " GB/s"),
                plane.slope(cache, integers, "cache", "cache, " + format.plain(round(cache)) + " GB/s"));
    }

    static List<RooflinePlot.Line> of(RooflinePlot plane, Datasheet sheet) {
        double bandwidth = sheet.bytesPerNano();
        double top = Math.max(sheet.operationsPerNano(), sheet.integerPerNano());
        Format format = new Format();
        return List.of(
                plane.ceiling(
                        sheet.operationsPerNano(),
                        bandwidth,
                        "fp32",
                        "floating point, " + format.plain(round(sheet.operationsPerNano())) + " Gop/s"),
                plane.ceiling(
                        sheet.integerPerNano(),
                        bandwidth,
                        "int8",
                        "int8, " + format.plain(round(sheet.integerPerNano())) + " Gop/s"),
                plane.slope(bandwidth, top, "memory", "memory, " + format.plain(round(bandwidth)) + " GB/s"));
    }

    private static double round(double value) {
        return value >= 100 ? Math.round(value) : Math.round(value * 10) / 10.0;
    }

    /** What limits the kernels, in words; empty without kernels. */
    static String limits(List<RooflinePage.Row> rows) {
        Format format = new Format();
        Map<String, Double> shares = new TreeMap<>();
        rows.forEach(row -> shares.merge(row.bound(), row.share(), Double::sum));
        return shares.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .map(entry -> format.percent(entry.getValue()) + " of the time is " + entry.getKey() + " bound")
                .reduce((a, b) -> a + ", " + b)
                .map(text -> text + ".")
                .orElse("");
    }
}
