package dev.assay.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A time as written on the command line: {@code 20ms}, {@code 1.5s}, {@code 800us}. */
final class TimeArgument {
    private static final Pattern TIME = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(us|ms|s)");

    private TimeArgument() {}

    /** The time in milliseconds, above zero. */
    static double millis(String option, String text) throws BadInput {
        Matcher matcher = TIME.matcher(text.strip().toLowerCase(Locale.ROOT));
        double millis = matcher.matches()
                ? Double.parseDouble(matcher.group(1))
                        * switch (matcher.group(2)) {
                            case "us" -> 1e-3;
                            case "s" -> 1e3;
                            default -> 1.0;
                        }
                : 0;
        if (millis <= 0) {
            throw new BadInput(
                    option + " is a time above zero with its unit, such as 20ms, not '" + Text.visible(text) + "'.");
        }
        return millis;
    }
}
