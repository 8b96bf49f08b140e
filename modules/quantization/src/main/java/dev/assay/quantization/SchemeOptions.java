package dev.assay.quantization;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The options of a scheme as words: how they are written, and how they are read. */
record SchemeOptions(String scheme, Map<String, String> values) {
    private static final int LEAST_BLOCK = 16;
    private static final int MOST_BLOCK = 256;
    private static final int MOST_LEVEL = 4;

    /**
     * Options for a scheme.
     *
     * @throws UnknownScheme if there is an option that the scheme does not have
     */
    static SchemeOptions of(Scheme scheme, Map<String, String> values) throws UnknownScheme {
        for (String option : new TreeMap<>(values).keySet()) {
            if (!scheme.options().containsKey(option)) {
                throw new UnknownScheme("The scheme " + scheme.name() + " has no option \"" + option + "\"; it has "
                        + (scheme.options().isEmpty()
                                ? "none"
                                : String.join(", ", scheme.options().keySet()))
                        + ".");
            }
        }
        return new SchemeOptions(scheme.name(), Map.copyOf(values));
    }

    /** Names and values in turns, as words in alphabetical order of the names. */
    static Map<String, String> describe(Object... namesAndValues) {
        Map<String, String> words = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            words.put(namesAndValues[i].toString(), word(namesAndValues[i + 1]));
        }
        return words;
    }

    /** A mixed scheme as words: the names of its parts, and the options of each after {@code first.} and {@code rest.}. */
    static Map<String, String> describe(Scheme first, List<String> nodes, Scheme rest) {
        Map<String, String> words = new TreeMap<>();
        words.put("first", first.name());
        words.put("nodes", word(nodes));
        words.put("rest", rest.name());
        first.options().forEach((option, value) -> words.put("first." + option, value));
        rest.options().forEach((option, value) -> words.put("rest." + option, value));
        return words;
    }

    /**
     * Reads {@link #describe(Scheme, List, Scheme)}; absent options of a part have their defaults.
     *
     * @throws UnknownScheme if a part, the nodes or an option is missing or does not exist
     */
    static Scheme.Mixed mixed(Map<String, String> options) throws UnknownScheme {
        Map<String, String> own = new TreeMap<>();
        Map<String, String> first = new TreeMap<>();
        Map<String, String> rest = new TreeMap<>();
        options.forEach((option, value) -> {
            if (option.startsWith("first.")) {
                first.put(option.substring("first.".length()), value);
            } else if (option.startsWith("rest.")) {
                rest.put(option.substring("rest.".length()), value);
            } else {
                own.put(option, value);
            }
        });
        List<String> nodes = new SchemeOptions(Scheme.Mixed.NAME, own).list("nodes");
        if (!own.keySet().equals(Set.of("first", "nodes", "rest")) || nodes.isEmpty()) {
            throw new UnknownScheme("The scheme mixed needs the options first and rest, names of schemes, and nodes,"
                    + " the names of the nodes that get the first.");
        }
        Scheme forThese = Scheme.parse(own.getOrDefault("first", ""), first);
        Scheme forOthers = Scheme.parse(own.getOrDefault("rest", ""), rest);
        if (forThese instanceof Scheme.Mixed || forOthers instanceof Scheme.Mixed) {
            throw new UnknownScheme("The parts of a mixed scheme are not mixed themselves.");
        }
        return new Scheme.Mixed(forThese, nodes, forOthers);
    }

    private static String word(Object value) {
        return switch (value) {
            case Enum<?> choice -> word(choice);
            case Double number -> word(number.doubleValue());
            case Collection<?> items -> items.stream().map(Object::toString).collect(Collectors.joining(","));
            default -> value.toString();
        };
    }

    /** Without an exponent and without zeros at the end; mostly without BigDecimal, whose start takes 60 ms. */
    private static String word(double number) {
        String plain = Double.toString(number);
        if (plain.endsWith(".0")) {
            return plain.substring(0, plain.length() - 2);
        }
        return plain.indexOf('E') < 0
                ? plain
                : new BigDecimal(plain).stripTrailingZeros().toPlainString();
    }

    private static String word(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean flag(String option, boolean byDefault) throws UnknownScheme {
        String value = values.getOrDefault(option, Boolean.toString(byDefault)).strip();
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new UnknownScheme("The option " + option + " is true or false, not \"" + value + "\".");
        };
    }

    List<String> list(String option) {
        return Arrays.stream(values.getOrDefault(option, "").split(",", -1))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    <E extends Enum<E>> E choice(String option, E byDefault) throws UnknownScheme {
        String value = values.getOrDefault(option, word(byDefault)).strip();
        E[] choices = byDefault.getDeclaringClass().getEnumConstants();
        for (E choice : choices) {
            if (word(choice).equals(value.toLowerCase(Locale.ROOT))) {
                return choice;
            }
        }
        throw new UnknownScheme("The option " + option + " is one of "
                + Arrays.stream(choices).map(SchemeOptions::word).collect(Collectors.joining(", ")) + ", not \""
                + value + "\".");
    }

    double number(String option, double byDefault, double least, double most) throws UnknownScheme {
        String value = values.getOrDefault(option, word(byDefault)).strip();
        try {
            double number = Double.parseDouble(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw outside(option, value, least, most);
        }
        throw outside(option, value, least, most);
    }

    private static UnknownScheme outside(String option, String value, double least, double most) {
        return new UnknownScheme("The option " + option + " is a number from " + word(least) + " to " + word(most)
                + ", not \"" + value + "\".");
    }

    int block(int byDefault) throws UnknownScheme {
        double block = number("block", byDefault, LEAST_BLOCK, MOST_BLOCK);
        if (block != Math.rint(block) || Integer.bitCount((int) block) != 1) {
            throw new UnknownScheme("The option block is 16, 32, 64, 128 or 256, not \"" + values.get("block") + "\".");
        }
        return (int) block;
    }

    int level(int byDefault) throws UnknownScheme {
        double level = number("accuracyLevel", byDefault, 0, MOST_LEVEL);
        if (level != Math.rint(level)) {
            throw new UnknownScheme("The option accuracyLevel is a whole number from 0 to 4, not \""
                    + values.get("accuracyLevel") + "\".");
        }
        return (int) level;
    }
}
