package dev.assay.guidance.claims;

import dev.assay.guidance.Prose;

/**
 * A number with its unit and with the words by which it came about. Arithmetic keeps both true: unlike units are not
 * added, and a product shows its factors.
 *
 * @param amount in coherent units: seconds, bytes, operations, tokens, dollars, joules, items
 * @param unit   in which it is shown
 * @param words  {@code 2,039 ms ÷ 320 ms}
 * @param depth  0 for a plain number, 1 for a product, 2 for a sum: what needs brackets
 */
public record Quantity(double amount, Unit unit, String words, int depth) {

    /** A number in a unit of {@link Unit#of}. */
    public static Quantity of(double value, String unit) {
        Unit known = Unit.of(unit);
        return new Quantity(value * known.scale(), known, shown(value, known), 0);
    }

    /** The number in the unit that it is shown in. */
    public double value() {
        return amount / unit.scale();
    }

    /** The sum of two like quantities. */
    public Quantity plus(Quantity other) {
        return new Quantity(amount + sum(other).amount, unit, words + " + " + other.words, 2);
    }

    /** The difference of two like quantities. */
    public Quantity minus(Quantity other) {
        String right = other.depth == 2 ? "(" + other.words + ")" : other.words;
        return new Quantity(amount - sum(other).amount, unit, words + " − " + right, 2);
    }

    public Quantity times(Quantity other) {
        return new Quantity(
                amount * other.amount,
                unit.times(other.unit).coherent(),
                factor(2) + " × " + other.factor(other.words.contains("÷") ? 1 : 2),
                1);
    }

    public Quantity over(Quantity other) {
        return new Quantity(
                amount / other.amount, unit.over(other.unit).coherent(), factor(2) + " ÷ " + other.factor(1), 1);
    }

    /** Times a bare number. */
    public Quantity times(double factor) {
        return times(of(factor, ""));
    }

    /** Over a bare number. */
    public Quantity over(double divisor) {
        return over(of(divisor, ""));
    }

    public Quantity root() {
        return new Quantity(Math.sqrt(amount), unit.root().coherent(), "√(" + words + ")", 0);
    }

    public Quantity squared() {
        return new Quantity(amount * amount, unit.times(unit).coherent(), factor(1) + "²", 0);
    }

    /**
     * The same quantity shown in another unit.
     *
     * @throws IllegalArgumentException when the units are not alike: gigabytes are no seconds
     */
    public Quantity in(String symbol) {
        Unit other = Unit.of(symbol);
        if (!unit.like(other)) {
            throw new IllegalArgumentException("'" + words + "' cannot be shown in '" + symbol + "': it measures "
                    + unit.powers() + ", not " + other.powers() + ".");
        }
        return new Quantity(amount, other, words, depth);
    }

    /** The same quantity as a plain number, for the next step. */
    public Quantity settled() {
        return new Quantity(amount, unit, shown(value(), unit), 0);
    }

    /** The number with its unit: {@code 11.4 GB/s}. */
    public String text() {
        return shown(value(), unit);
    }

    private Quantity sum(Quantity other) {
        if (!unit.like(other.unit)) {
            throw new IllegalArgumentException(
                    "'" + words + "' and '" + other.words + "' measure different things and cannot be added.");
        }
        return other;
    }

    private String factor(int bracketsFrom) {
        return depth >= bracketsFrom ? "(" + words + ")" : words;
    }

    private static String shown(double value, Unit unit) {
        String number = Prose.number(value).replace("-", "−");
        return switch (unit.symbol()) {
            case "" -> number;
            case "x" -> number + "x";
            default -> number + " " + unit.symbol();
        };
    }
}
