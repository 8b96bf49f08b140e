package dev.assay.guidance.tco;

import dev.assay.guidance.InputCheck;
import dev.assay.guidance.Prose;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How far the answer moves when one figure at a time moves, and where it turns. The cost ratio rises or falls with each
 * figure alone, so the turning value is found by bisection to the last digit, not by looking at samples.
 */
public final class Sensitivity {
    private static final int STEPS = 200;

    private Sensitivity() {}

    /**
     * One bar of a tornado.
     *
     * @param base      the figure as given
     * @param lowRatio  the cost ratio at {@code low}
     * @param highRatio the cost ratio at {@code high}
     */
    public record Bar(Factor factor, double base, double low, double high, double lowRatio, double highRatio) {
        /** How far the ratio moves in all. */
        public double width() {
            return Math.abs(highRatio - lowRatio);
        }
    }

    /**
     * Where the decision turns.
     *
     * @param value the figure at which both ways cost the same
     */
    public record Flip(Factor factor, double base, double value, String sentence) {}

    /**
     * Every figure once at {@code 1 / (1 + spread)} and once at {@code 1 + spread} times its value, inside what it can
     * be; widest bar first.
     *
     * @param spread such as 0.3
     */
    public static List<Bar> tornado(TcoCase machine, double spread) {
        new InputCheck().above0("spread", "the spread", spread, "", 100).done();
        List<Bar> bars = new ArrayList<>();
        for (Factor factor : Factor.of(machine)) {
            double base = factor.valueIn(machine);
            double low = Math.max(factor.least(), base / (1 + spread));
            double high = Math.min(factor.most(), base * (1 + spread));
            bars.add(new Bar(
                    factor,
                    base,
                    low,
                    high,
                    factor.with(machine, low).ratio(),
                    factor.with(machine, high).ratio()));
        }
        bars.sort(Comparator.comparingDouble(Bar::width).reversed());
        return List.copyOf(bars);
    }

    /** The turning value of every figure that has one, nearest first. */
    public static List<Flip> flips(TcoCase machine) {
        return Factor.of(machine).stream()
                .flatMap(factor -> flip(machine, factor).stream())
                .sorted(Comparator.comparingDouble(flip -> distance(flip.base(), flip.value())))
                .toList();
    }

    /** The figure at which both ways cost the same; empty when no value that it can take gets there. */
    public static Optional<Flip> flip(TcoCase machine, Factor factor) {
        double low = factor.least();
        double high = factor.most();
        boolean cheapAtLow = factor.with(machine, low).ratio() < 1;
        boolean cheapAtHigh = factor.with(machine, high).ratio() < 1;
        if (cheapAtLow == cheapAtHigh) {
            return Optional.empty();
        }
        for (int i = 0; i < STEPS && Math.nextUp(low) < high; i++) {
            // The ranges span many powers of ten: halve the exponent while both ends have one.
            double middle = low > 0 && high / low > 2 ? Math.sqrt(low) * Math.sqrt(high) : low + (high - low) / 2;
            if ((factor.with(machine, middle).ratio() < 1) == cheapAtLow) {
                low = middle;
            } else {
                high = middle;
            }
        }
        double base = factor.valueIn(machine);
        String unit = factor.unit().isEmpty() ? "" : " " + factor.unit();
        String sentence = Prose.text(
                "%s: the machine is the cheaper way %s %s%s; the case has %s.",
                Prose.capital(factor.label()),
                cheapAtLow ? "below" : "above",
                Prose.number(high),
                unit,
                Prose.number(base));
        return Optional.of(new Flip(factor, base, high, sentence));
    }

    private static double distance(double base, double value) {
        return base > 0 && value > 0 ? Math.abs(Math.log(value / base)) : Double.MAX_VALUE;
    }
}
