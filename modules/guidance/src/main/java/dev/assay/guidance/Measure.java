package dev.assay.guidance;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What kind of quantity an answer is: the unit in which the rules count it, and the units in which a person may give it.
 * {@code 20}, {@code 20 ms} and {@code 0.02 s} are one latency; {@code 5 W} is none.
 */
public enum Measure {
    TIME("ms", Map.of("ns", 1e-6, "us", 1e-3, "µs", 1e-3, "ms", 1.0, "s", 1e3, "sec", 1e3, "min", 6e4)),
    POWER("W", Map.of("mw", 1e-3, "w", 1.0, "kw", 1e3, "watt", 1.0, "watts", 1.0)),
    BYTES(
            "bytes",
            Map.ofEntries(
                    Map.entry("b", 1.0),
                    Map.entry("byte", 1.0),
                    Map.entry("bytes", 1.0),
                    Map.entry("kb", 1e3),
                    Map.entry("mb", 1e6),
                    Map.entry("gb", 1e9),
                    Map.entry("tb", 1e12),
                    Map.entry("kib", 1024.0),
                    Map.entry("mib", 1024.0 * 1024),
                    Map.entry("gib", 1024.0 * 1024 * 1024))),
    RATE(
            "bytes/s",
            Map.ofEntries(
                    Map.entry("b/s", 1.0),
                    Map.entry("bytes/s", 1.0),
                    Map.entry("kb/s", 1e3),
                    Map.entry("mb/s", 1e6),
                    Map.entry("gb/s", 1e9),
                    Map.entry("kbit/s", 125.0),
                    Map.entry("mbit/s", 125e3),
                    Map.entry("gbit/s", 125e6))),
    ENERGY("Wh", Map.of("mwh", 1e-3, "wh", 1.0, "kwh", 1e3)),
    HOURS("h", Map.of("min", 1 / 60.0, "h", 1.0, "hours", 1.0, "d", 24.0, "days", 24.0)),
    MONEY("USD", Map.of("usd", 1.0, "$", 1.0, "kusd", 1e3, "musd", 1e6)),
    MONEY_PER_HOUR("USD/h", Map.of("usd/h", 1.0, "$/h", 1.0)),
    MONTHS("months", Map.of("month", 1.0, "months", 1.0, "year", 12.0, "years", 12.0)),
    TOKENS("tokens", Map.of("token", 1.0, "tokens", 1.0, "k", 1e3)),
    OPERATIONS(
            "FLOP",
            Map.of("flop", 1.0, "flops", 1.0, "mflop", 1e6, "gflop", 1e9, "tflop", 1e12, "mflops", 1e6, "gflops", 1e9)),
    /** A bare number, which may be written with k, M or B for thousands, millions and billions. */
    COUNT("", Map.of("k", 1e3, "m", 1e6, "b", 1e9, "bn", 1e9, "t", 1e12)),
    SHARE("", Map.of("%", 0.01)),
    PERCENTILE("", Map.of("%", 1.0)),
    PLAIN("", Map.of());

    private static final Pattern AMOUNT =
            Pattern.compile("([+-]?(?:[0-9][0-9,_' ]*)?\\.?[0-9]*(?:[eE][+-]?[0-9]+)?)\\s*([^0-9.\\s][^0-9]*)?");

    private final String unit;

    @SuppressWarnings("ImmutableEnumChecker") // Map.of is immutable; its type does not say so
    private final Map<String, Double> units;

    Measure(String unit, Map<String, Double> units) {
        this.unit = unit;
        this.units = units;
    }

    /** The unit in which the rules count; empty for a bare number. */
    public String unit() {
        return unit;
    }

    /** Thrown for text that is no amount of this kind; the message is the end of a sentence about the answer. */
    static final class NotAnAmount extends Exception {
        private static final long serialVersionUID = 1L;

        NotAnAmount(String message) {
            super(message);
        }
    }

    /** Reads a number with or without a unit, into {@link #unit}. */
    double read(String text) throws NotAnAmount {
        String plain = text.strip();
        if (List.of("nan", "infinity", "-infinity", "inf").contains(plain.toLowerCase(Locale.ROOT))) {
            return Double.NaN;
        }
        Matcher matcher = AMOUNT.matcher(plain);
        if (!matcher.matches()
                || matcher.group(1).isBlank()
                || !matcher.group(1).matches(".*[0-9].*")) {
            throw new NotAnAmount(wanted());
        }
        double number = number(matcher.group(1).strip());
        String given = matcher.group(2) == null ? "" : matcher.group(2).strip();
        if (given.isEmpty()) {
            return number;
        }
        Double factor = units.get(given.toLowerCase(Locale.ROOT));
        if (factor == null) {
            throw new NotAnAmount(foreign(given));
        }
        return number * factor;
    }

    /** Thousands may be set apart; a comma before one or two digits at the end is somebody's decimal comma. */
    private double number(String text) throws NotAnAmount {
        if (text.matches("[+-]?[0-9]+,[0-9]{1,2}") || text.matches("0,[0-9]+")) {
            throw new NotAnAmount("write the decimals after a point: " + text.replace(',', '.'));
        }
        try {
            return Double.parseDouble(text.replaceAll("[,_' ]", ""));
        } catch (NumberFormatException e) {
            throw new NotAnAmount(wanted());
        }
    }

    private String foreign(String given) {
        for (Measure other : values()) {
            if (other != this && !other.unit.isEmpty() && other.units.containsKey(given.toLowerCase(Locale.ROOT))) {
                return "'" + given + "' is a unit of " + other.noun() + "; " + wanted();
            }
        }
        return "the unit '" + given + "' is not known here; " + wanted();
    }

    private String noun() {
        return switch (this) {
            case MONEY_PER_HOUR -> "rent";
            case MONTHS, HOURS -> "long times";
            default -> name().toLowerCase(Locale.ROOT);
        };
    }

    private String wanted() {
        return switch (this) {
            case PLAIN -> "give a bare number";
            case COUNT -> "give a number such as 1500000 or 1.5M";
            case SHARE -> "give a share such as 0.4 or 40 %";
            case PERCENTILE -> "give a percentile such as 95";
            default -> "give a number, alone (in " + unit + ") or with a unit such as " + example();
        };
    }

    private String example() {
        return switch (this) {
            case TIME -> "20 ms or 0.5 s";
            case POWER -> "5 W or 300 mW";
            case BYTES -> "91 MB or 1.64 GB";
            case RATE -> "6 MB/s or 1 Gbit/s";
            case ENERGY -> "50 Wh";
            case HOURS -> "8 h or 2 days";
            case MONEY -> "500 USD";
            case MONEY_PER_HOUR -> "2.5 USD/h";
            case MONTHS -> "18 months or 2 years";
            case TOKENS -> "512 tokens or 8k";
            default -> "12 GFLOP";
        };
    }
}
