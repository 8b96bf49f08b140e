package dev.assay.guidance.claims;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * A unit as a product of powers of seven dimensions with a scale: {@code GB/s} is 10^9 bytes per second. Prefixes are
 * decimal, a month has 730 hours and a year 8760.
 *
 * @param symbol as it stands behind a number; empty for a bare ratio
 * @param scale  how many coherent units it holds
 * @param powers exponent per dimension; zero exponents are left out
 */
public record Unit(String symbol, double scale, Map<Dimension, Integer> powers) {
    /** What units are made of. */
    public enum Dimension {
        SECOND,
        BYTE,
        OPERATION,
        TOKEN,
        DOLLAR,
        JOULE,
        /** Images, frames, inferences, cycles: whatever is counted. */
        ITEM
    }

    /** A bare number. */
    public static final Unit NONE = new Unit("", 1, Map.of());

    private static final Map<String, Unit> SIMPLE = simple();

    public Unit {
        Map<Dimension, Integer> kept = new EnumMap<>(Dimension.class);
        powers.forEach((dimension, power) -> {
            if (power != 0) {
                kept.put(dimension, power);
            }
        });
        powers = Map.copyOf(kept);
    }

    /**
     * Reads a unit such as {@code ms}, {@code GB/s}, {@code USD/h}, {@code B/token}.
     *
     * @throws IllegalArgumentException for a symbol that nobody defined
     */
    public static Unit of(String symbol) {
        Unit whole = SIMPLE.get(symbol);
        if (whole != null) {
            return whole;
        }
        String[] parts = symbol.split("/", -1);
        Unit unit = NONE;
        for (int i = 0; i < parts.length; i++) {
            Unit part = SIMPLE.get(parts[i]);
            if (part == null || (i > 0 && parts[i].isEmpty())) {
                throw new IllegalArgumentException(
                        "There is no unit '" + symbol + "'; write products as in GB/s with known parts.");
            }
            unit = i == 0 ? part : unit.over(part);
        }
        return new Unit(symbol, unit.scale(), unit.powers());
    }

    /** Whether two units measure the same thing, so that values can be added and compared. */
    public boolean like(Unit other) {
        return powers.equals(other.powers);
    }

    Unit times(Unit other) {
        return combined(other, 1);
    }

    Unit over(Unit other) {
        return combined(other, -1);
    }

    /** The same dimensions at scale 1, without a name. */
    Unit coherent() {
        return new Unit("", 1, powers);
    }

    /** The unit of a square root. */
    Unit root() {
        Map<Dimension, Integer> halves = new EnumMap<>(Dimension.class);
        powers.forEach((dimension, power) -> {
            if (power % 2 != 0) {
                throw new IllegalArgumentException("A square root of '" + symbol + "' has no unit.");
            }
            halves.put(dimension, power / 2);
        });
        return new Unit("", Math.sqrt(scale), halves);
    }

    private Unit combined(Unit other, int sign) {
        Map<Dimension, Integer> sum = new EnumMap<>(Dimension.class);
        sum.putAll(powers);
        other.powers.forEach((dimension, power) -> sum.merge(dimension, sign * power, Integer::sum));
        return new Unit("", sign > 0 ? scale * other.scale : scale / other.scale, sum);
    }

    private static Map<String, Unit> simple() {
        Map<String, Unit> units = new HashMap<>();
        units.put("", NONE);
        units.put("x", new Unit("x", 1, Map.of()));
        units.put("%", new Unit("%", 0.01, Map.of()));
        add(units, Dimension.SECOND, "s", 1, "ms", 1e-3, "us", 1e-6, "min", 60, "h", 3600, "day", 86_400);
        add(units, Dimension.SECOND, "month", 730 * 3600, "year", 8760 * 3600);
        add(units, Dimension.BYTE, "B", 1, "kB", 1e3, "MB", 1e6, "GB", 1e9, "TB", 1e12, "bit", 0.125, "Gbit", 0.125e9);
        add(units, Dimension.BYTE, "GiB", 1L << 30);
        add(units, Dimension.OPERATION, "op", 1, "GOP", 1e9, "TOP", 1e12);
        add(units, Dimension.TOKEN, "token", 1, "Mtoken", 1e6);
        add(units, Dimension.DOLLAR, "USD", 1, "kUSD", 1e3, "MUSD", 1e6);
        add(units, Dimension.JOULE, "J", 1, "mJ", 1e-3, "Wh", 3600, "kWh", 3.6e6);
        add(units, Dimension.ITEM, "inference", 1, "frame", 1, "cycle", 1, "transfer", 1, "Mtransfer", 1e6);
        add(units, Dimension.ITEM, "Gtransfer", 1e9, "Mcycle", 1e6, "Gcycle", 1e9);
        Map<Dimension, Integer> rate = Map.of(Dimension.OPERATION, 1, Dimension.SECOND, -1);
        units.put("GOPS", new Unit("GOPS", 1e9, rate));
        units.put("TOPS", new Unit("TOPS", 1e12, rate));
        units.put("TFLOPS", new Unit("TFLOPS", 1e12, rate));
        units.put("EFLOPS", new Unit("EFLOPS", 1e18, rate));
        Map<Dimension, Integer> power = Map.of(Dimension.JOULE, 1, Dimension.SECOND, -1);
        units.put("W", new Unit("W", 1, power));
        units.put("mW", new Unit("mW", 1e-3, power));
        units.put("uW", new Unit("uW", 1e-6, power));
        units.put("kW", new Unit("kW", 1e3, power));
        return Map.copyOf(units);
    }

    private static void add(Map<String, Unit> units, Dimension dimension, Object... pairs) {
        for (int i = 0; i < pairs.length; i += 2) {
            String symbol = (String) pairs[i];
            units.put(symbol, new Unit(symbol, ((Number) pairs[i + 1]).doubleValue(), Map.of(dimension, 1)));
        }
    }
}
