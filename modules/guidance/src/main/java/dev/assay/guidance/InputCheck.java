package dev.assay.guidance;

import dev.assay.guidance.InvalidGuidanceInput.Problem;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Collects what is wrong with figures that somebody typed, one sentence each, so that all of it can be said at once.
 * Figures that nothing built can reach are refused as well: they come from a mixed-up unit.
 */
public final class InputCheck {
    private final List<Problem> problems = new ArrayList<>();

    /**
     * A figure that must be above zero.
     *
     * @param what what it is called in a sentence, with its article: {@code the context}
     * @param unit behind the number; may be empty
     * @param most the largest that can be believed
     */
    public InputCheck above0(String field, String what, double value, String unit, double most) {
        return range(field, what, value, unit, most, value > 0, "give a number above 0");
    }

    /** A figure that may be zero but not below. */
    public InputCheck from0(String field, String what, double value, String unit, double most) {
        return range(field, what, value, unit, most, value >= 0, "give 0 or more");
    }

    /** A share above 0 and at most 1. */
    public InputCheck share(String field, String what, double value) {
        // Curves and bisections check thousands of shares: the sentence is made when it is needed.
        return value > 0 && value <= 1
                ? this
                : that(
                        false,
                        field,
                        Prose.capital(what) + " of " + number(value)
                                + " cannot be: it is a share; give a number above 0 and at most 1.");
    }

    /** A condition of its own with the whole sentence. */
    public InputCheck that(boolean holds, String field, String sentence) {
        if (!holds) {
            problems.add(new Problem(field, sentence));
        }
        return this;
    }

    /**
     * Ends the check.
     *
     * @throws InvalidGuidanceInput with every problem, when there is one
     */
    public void done() {
        if (!problems.isEmpty()) {
            throw new InvalidGuidanceInput(problems);
        }
    }

    private InputCheck range(
            String field, String what, double value, String unit, double most, boolean low, String advice) {
        if (low && value <= most) {
            return this;
        }
        String amount = number(value) + (unit.isEmpty() ? "" : " " + unit);
        if (!low) {
            return that(false, field, Prose.capital(what) + " of " + amount + " cannot be; " + advice + ".");
        }
        return that(
                false,
                field,
                Prose.capital(what) + " of " + amount + " is beyond anything built; check the unit and give at most "
                        + number(most) + (unit.isEmpty() ? "" : " " + unit) + ".");
    }

    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "something that is no number";
        }
        return Double.isInfinite(value)
                ? "infinity"
                : Math.abs(value) >= 1e15
                        ? String.format(Locale.ROOT, "%.3g", value)
                        : Math.abs(value) >= 1e4
                                ? Prose.number(value)
                                // Six digits: a share of 1.0004 must not be refused as "1".
                                : new BigDecimal(value)
                                        .round(new MathContext(6))
                                        .stripTrailingZeros()
                                        .toPlainString();
    }
}
