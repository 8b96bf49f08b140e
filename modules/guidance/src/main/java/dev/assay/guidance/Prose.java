package dev.assay.guidance;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers and lists as they stand in sentences: three significant digits, plain words. */
public final class Prose {
    private Prose() {}

    // The annotation that would check the formats lives in a library that nothing else here needs.
    @SuppressWarnings("AnnotateFormatMethod")
    public static String text(String format, @Nullable Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }

    /** Three significant digits without an exponent: 0.985, 14.6, 350, 12,460. */
    public static String number(double value) {
        double size = Math.abs(value);
        if (value == Math.rint(value) && size < 1e15) {
            return text("%,d", (long) value);
        }
        if (size >= 100) {
            return text("%,.0f", value);
        }
        int decimals = size == 0 ? 0 : Math.clamp(2 - (int) Math.floor(Math.log10(size)), 0, 9);
        return trimmed(text("%." + decimals + "f", value));
    }

    /** Latencies: 3.42 ms, 144 ms, 0.00123 ms. */
    public static String ms(double value) {
        return number(value) + " ms";
    }

    /** Decimal bytes: 512 B, 91.0 MB, 1.64 GB. */
    public static String bytes(double value) {
        if (value >= 1e9) {
            return number(value / 1e9) + " GB";
        }
        if (value >= 1e6) {
            return number(value / 1e6) + " MB";
        }
        return value >= 1e3 ? number(value / 1e3) + " kB" : number(value) + " B";
    }

    /** {@code a}, {@code a and b}, {@code a, b and c}. */
    public static String list(List<String> names) {
        return switch (names.size()) {
            case 0 -> "none";
            case 1 -> names.getFirst();
            default -> String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
        };
    }

    /** Like {@link #list} but names at most three and counts the rest. */
    public static String some(List<String> names) {
        return names.size() <= 4
                ? list(names)
                : String.join(", ", names.subList(0, 3)) + " and " + (names.size() - 3) + " more";
    }

    /** A constant as a reader sees it: {@code INT8} is {@code int8}. */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    public static String capital(String sentence) {
        return sentence.isEmpty() ? sentence : Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    }

    private static String trimmed(String number) {
        return number.contains(".") ? number.replaceAll("0+$", "").replaceAll("\\.$", "") : number;
    }
}
