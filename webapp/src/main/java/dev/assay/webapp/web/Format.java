package dev.assay.webapp.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Numbers, times and states as text. All pages say the same quantity in the same way. */
@Named("format")
@RequestScoped
public class Format {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern(
                    "d MMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final java.util.regex.Pattern SENTENCE_END =
            java.util.regex.Pattern.compile("(?<=[\\p{L}\\p{Nd})])\\.\\s+\\p{Lu}");
    private static final String NOTHING = "\u2013";

    @Inject
    InstantSource time;

    /** Bytes in decimal units with three significant digits: 90.4 MB. */
    public String bytes(@Nullable Number bytes) {
        return bytes == null ? NOTHING : scaled(bytes.doubleValue(), 1000, "B", "kB", "MB", "GB", "TB");
    }

    /** Counts in short form: 22.7 M. */
    public String big(@Nullable Number count) {
        return count == null
                ? NOTHING
                : scaled(count.doubleValue(), 1000, "", "k", "M", "G", "T").strip();
    }

    /** A whole number with thousands separators. */
    public String count(@Nullable Number count) {
        return count == null ? NOTHING : String.format(Locale.ENGLISH, "%,d", count.longValue());
    }

    /** Milliseconds with three significant digits, without the unit. */
    public String ms(@Nullable Number milliseconds) {
        return milliseconds == null ? NOTHING : significant(milliseconds.doubleValue());
    }

    /** A number with a fixed count of decimals. */
    public String fixed(@Nullable Number value, int decimals) {
        return value == null ? NOTHING : String.format(Locale.ENGLISH, "%,." + decimals + "f", value.doubleValue());
    }

    /** A number with three significant digits and no needless zeros behind the point. */
    public String plain(@Nullable Number value) {
        if (value == null) {
            return NOTHING;
        }
        String text = significant(value.doubleValue());
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }

    /** A figure for other programs: six significant digits, no separators, no exponent; empty without one. */
    public String exact(@Nullable Number value) {
        return value == null || !Double.isFinite(value.doubleValue())
                ? ""
                : new BigDecimal(value.doubleValue())
                        .round(new MathContext(6))
                        .stripTrailingZeros()
                        .toPlainString();
    }

    /** A share from 0 to 1 in percent. */
    public String percent(@Nullable Number share) {
        if (share == null) {
            return NOTHING;
        }
        double percent = 100 * share.doubleValue();
        return percent > 0 && percent < 0.1 ? "< 0.1 %" : plain(percent) + " %";
    }

    /** How two latencies compare, in words: 2.1x faster. {@code speedUp} is baseline over value. */
    public String faster(@Nullable Number speedUp) {
        return ratio(speedUp, "faster", "slower", "as fast");
    }

    /** How two sizes compare, in words: 3.9x smaller. {@code ratio} is baseline over value. */
    public String smaller(@Nullable Number ratio) {
        return ratio(ratio, "smaller", "larger", "same size");
    }

    /** How long ago something was, in words. */
    public String ago(@Nullable Instant then) {
        return then == null ? "never" : age(Duration.between(then, time.instant()));
    }

    /** A date and time of day in UTC. */
    public String stamp(@Nullable Instant instant) {
        return instant == null ? NOTHING : STAMP.format(instant);
    }

    /** A time of day in UTC with seconds. */
    public String clock(@Nullable Instant instant) {
        return instant == null ? NOTHING : CLOCK.format(instant);
    }

    /** A duration in words: 1 min 40 s. */
    public String seconds(@Nullable Number seconds) {
        if (seconds == null) {
            return NOTHING;
        }
        long whole = Math.round(seconds.doubleValue());
        if (whole < 60) {
            return whole + " s";
        }
        if (whole < 3600) {
            return whole % 60 == 0 ? whole / 60 + " min" : whole / 60 + " min " + whole % 60 + " s";
        }
        return whole / 3600 + " h " + whole % 3600 / 60 + " min";
    }

    /** An enum constant as a reader sees it: NOT_COMPARABLE becomes "not comparable". */
    public String words(@Nullable Object constant) {
        return constant == null
                ? ""
                : constant.toString()
                        .toLowerCase(Locale.ENGLISH)
                        .replace('_', ' ')
                        .replace("canceled", "cancelled")
                        .replace("canceling", "cancelling");
    }

    /** The first twelve digits of a hash; enough to recognise it, with the whole one in the link. */
    public String hash(@Nullable String sha256) {
        return sha256 == null ? NOTHING : sha256.length() <= 12 ? sha256 : sha256.substring(0, 12);
    }

    /** Several words in a row: {@code avx2, avx512f}. Expressions of a page cannot call {@link String#join} with a list. */
    public String join(@Nullable Collection<?> words) {
        return words == null ? "" : words.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    /** The answer in a longer text: its first sentence. */
    public String first(@Nullable String text) {
        return text == null ? "" : firstSentence(text)[0];
    }

    /** One thing or several: {@code plural(2, "run")} is "2 runs". */
    public String plural(long n, String one) {
        return count(n) + " " + (n == 1 ? one : one + "s");
    }

    /** The chip style that goes with a state or verdict: good, warn, bad, live, or nothing. */
    public String tone(@Nullable Object state) {
        return switch (String.valueOf(state)) {
            case "VALID", "SUCCEEDED", "CONFIRMED", "MET", "GOOD", "IDLE", "RECOMMENDED" -> "good";
            case "SUSPECT",
                    "INSUFFICIENT",
                    "UNDECIDED",
                    "NOT_COMPARABLE",
                    "CANCELED",
                    "CANCELING",
                    "EXPIRED",
                    "PENDING",
                    "LOOPING",
                    "MAINTENANCE",
                    "MIXED",
                    "MIXED_UNITS",
                    "STALE",
                    "UNVERIFIED" -> "warn";
            case "INVALID", "FAILED", "CONTRADICTED", "IMPLAUSIBLE", "BAD", "REVOKED", "RETIRED" -> "bad";
            case "LEASED", "PREPARING", "MEASURING", "UPLOADING", "RUNNING" -> "live";
            case "CANDIDATE" -> "predicted";
            default -> "";
        };
    }

    /**
     * Cuts a text after its first sentence: a full stop between a letter, digit or bracket and a space with a capital
     * letter behind it, so that 0.98, "p. 3" and "2.1 times" stay whole.
     */
    static String[] firstSentence(String text) {
        java.util.regex.Matcher end = SENTENCE_END.matcher(text);
        return end.find()
                ? new String[] {
                    text.substring(0, end.start() + 1),
                    text.substring(end.end() - 1).strip()
                }
                : new String[] {text, ""};
    }

    static String age(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        if (seconds < 45) {
            return "just now";
        }
        if (seconds < 3600) {
            return unit(Math.max(1, Math.round(seconds / 60.0)), "minute");
        }
        if (seconds < 86_400) {
            return unit(Math.round(seconds / 3600.0), "hour");
        }
        if (seconds < 86_400L * 60) {
            return unit(Math.round(seconds / 86_400.0), "day");
        }
        return unit(Math.round(seconds / (86_400.0 * 30.44)), "month");
    }

    private static String unit(long n, String name) {
        return n + " " + name + (n == 1 ? "" : "s") + " ago";
    }

    private static String ratio(@Nullable Number ratio, String better, String worse, String same) {
        if (ratio == null || !(ratio.doubleValue() > 0)) {
            return "";
        }
        double r = ratio.doubleValue();
        if (r > 0.985 && r < 1.015) {
            return same;
        }
        double factor = r >= 1 ? r : 1 / r;
        String text = String.format(Locale.ENGLISH, factor < 1.2 ? "%.2f" : factor < 10 ? "%.1f" : "%.0f", factor);
        return text + "\u00d7 " + (r >= 1 ? better : worse);
    }

    private static String scaled(double value, double step, String... units) {
        int unit = 0;
        double v = value;
        while (Math.abs(v) >= 999.5 && unit < units.length - 1) {
            v /= step;
            unit++;
        }
        String number = unit == 0 ? String.format(Locale.ENGLISH, "%.0f", v) : significant(v);
        return number + " " + units[unit];
    }

    private static String significant(double v) {
        double size = Math.abs(v);
        int decimals = size >= 99.95
                ? 0
                : size >= 9.995
                        ? 1
                        : size >= 0.9995
                                ? 2
                                : size == 0
                                        ? 0
                                        : size >= 0.09995 ? 3 : size >= 0.009995 ? 4 : size >= 0.0009995 ? 5 : 6;
        return String.format(Locale.ENGLISH, "%,." + decimals + "f", v);
    }
}
