package dev.assay.guidance.why;

import java.util.List;

/**
 * One thing that explains a result.
 *
 * @param code     stable name of the rule, such as {@code overhead-bound}
 * @param sentence for people, with the figures in it
 * @param figures  the same figures for programs
 * @param weight   how much it explains, 0 to 1; reasons are told in falling order
 */
public record Reason(String code, String sentence, List<Quantity> figures, double weight) {
    /** A figure that a reason rests on. */
    public record Quantity(String name, double value, String unit) {}

    public Reason {
        figures = List.copyOf(figures);
        weight = Math.clamp(weight, 0, 1);
    }

    static Quantity count(String name, double value) {
        return new Quantity(name, value, "");
    }

    static Quantity share(String name, double value) {
        return new Quantity(name, value, "share");
    }

    static Quantity ms(String name, double value) {
        return new Quantity(name, value, "ms");
    }

    static Quantity bytes(String name, double value) {
        return new Quantity(name, value, "bytes");
    }
}
