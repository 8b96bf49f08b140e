package dev.assay.portal.articles;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a computed number is written: {@code 0}, {@code 0.00} (decimals), {@code ,0} (thousands grouped), {@code 0.0%},
 * {@code 3s} (significant digits). Halves are rounded up, away from zero; the sign is a true minus.
 */
final class Digits {
    private static final Pattern DECIMALS = Pattern.compile("(,)?0(?:\\.(0+))?(%)?");
    private static final Pattern SIGNIFICANT = Pattern.compile("([1-9])s");
    private static final char MINUS = '\u2212';
    private static final double WHOLE = 1e-9;

    private Digits() {}

    /** Writes the value; a pattern that is none is refused with {@link IllegalArgumentException}. */
    static String write(double value, String pattern) {
        Matcher decimals = DECIMALS.matcher(pattern);
        if (decimals.matches()) {
            boolean percent = decimals.group(3) != null;
            int places = decimals.group(2) == null ? 0 : decimals.group(2).length();
            BigDecimal exact = BigDecimal.valueOf(value).multiply(BigDecimal.valueOf(percent ? 100 : 1));
            String digits = exact.abs().setScale(places, RoundingMode.HALF_UP).toPlainString();
            return sign(exact, digits)
                    + (decimals.group(1) == null ? digits : grouped(digits))
                    + (percent ? "\u00a0%" : "");
        }
        Matcher significant = SIGNIFICANT.matcher(pattern);
        if (significant.matches()) {
            BigDecimal exact = BigDecimal.valueOf(value);
            String digits = exact.abs()
                    .round(new MathContext(Integer.parseInt(significant.group(1)), RoundingMode.HALF_UP))
                    .toPlainString();
            return sign(exact, digits) + grouped(digits);
        }
        throw new IllegalArgumentException(
                "The format '" + pattern + "' is none of 0, 0.00, ,0, 0.0% and 3s (significant digits).");
    }

    /** Writes a whole number with grouped thousands; any other needs a pattern. */
    static String write(double value) {
        if (Math.abs(value - Math.rint(value)) > WHOLE * Math.max(1, Math.abs(value))) {
            throw new IllegalArgumentException(
                    "The value " + value + " is not whole, so its expression needs a format such as '| 0.00'.");
        }
        return write(Math.rint(value), ",0");
    }

    /** The shortest way to write a tick or a table entry: at most so many significant digits, no idle zeros. */
    static String brief(double value, int digits) {
        if (value == 0) {
            return "0";
        }
        BigDecimal rounded = BigDecimal.valueOf(value).round(new MathContext(digits, RoundingMode.HALF_UP));
        BigDecimal plain = rounded.abs().stripTrailingZeros();
        return sign(rounded, "1") + grouped(plain.toPlainString());
    }

    /** A minus for a negative number, unless all its digits are zeros. */
    private static String sign(BigDecimal value, String digits) {
        boolean zero = digits.chars().noneMatch(c -> c >= '1' && c <= '9');
        return value.signum() < 0 && !zero ? String.valueOf(MINUS) : "";
    }

    private static String grouped(String digits) {
        int point = digits.indexOf('.');
        String whole = point < 0 ? digits : digits.substring(0, point);
        StringBuilder grouped = new StringBuilder();
        for (int i = 0; i < whole.length(); i++) {
            if (i > 0 && (whole.length() - i) % 3 == 0) {
                grouped.append(',');
            }
            grouped.append(whole.charAt(i));
        }
        return point < 0 ? grouped.toString() : grouped + digits.substring(point);
    }
}
