package dev.assay.webapp.web;

import dev.assay.guidance.FigureKind;
import dev.assay.guidance.HardwareProfile;
import dev.assay.guidance.PowerFigure;
import dev.assay.guidance.PriceObservation;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Filters and order of the catalogue of profiles, as the address holds them. Words that name nothing are left out.
 *
 * @param values by the name in the address; never empty
 */
record ProfileQuery(Map<String, String> values) {
    static final List<String> FILTERS = List.of("text", "class", "mode", "vendor", "grade");

    /** A column that the catalogue can be sorted by. */
    enum Column {
        NAME("name", false),
        CLASS("class", false),
        INT8("int8", true),
        FP16("fp16", true),
        BANDWIDTH("bandwidth", true),
        MEMORY("memory", true),
        POWER("power", false),
        RENT("rent", false),
        GRADE("grade", false);

        private final String word;
        private final boolean largestFirst;

        Column(String word, boolean largestFirst) {
            this.word = word;
            this.largestFirst = largestFirst;
        }

        String word() {
            return word;
        }
    }

    ProfileQuery {
        values = Map.copyOf(values);
    }

    static ProfileQuery of(Map<String, String[]> parameters) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String name : Stream.concat(FILTERS.stream(), Stream.of("sort")).toList()) {
            String[] given = parameters.get(name);
            if (given != null && given.length > 0 && !given[0].isBlank()) {
                values.put(name, given[0].strip());
            }
        }
        return new ProfileQuery(values);
    }

    String value(String name) {
        return values.getOrDefault(name, "");
    }

    boolean filtered() {
        return FILTERS.stream().anyMatch(values::containsKey);
    }

    Column column() {
        String word = value("sort").startsWith("-") ? value("sort").substring(1) : value("sort");
        return Stream.of(Column.values())
                .filter(column -> column.word.equals(word))
                .findFirst()
                .orElse(Column.CLASS);
    }

    boolean descending() {
        return value("sort").startsWith("-");
    }

    /** The profiles that fit, in order; those without the figure come last in either direction. */
    List<HardwareProfile> select(List<HardwareProfile> all) {
        List<HardwareProfile> found = new ArrayList<>(
                all.stream().filter(profile -> fits(profile, "")).toList());
        if (!values.containsKey("sort")) {
            return found;
        }
        Column column = column();
        if (column == Column.NAME || column == Column.CLASS || column == Column.GRADE) {
            Comparator<HardwareProfile> order = Comparator.comparing(profile -> switch (column) {
                case CLASS -> profile.hardwareClass().name();
                case GRADE -> profile.grade().name();
                default -> profile.name().toLowerCase(Locale.ROOT);
            });
            found.sort((descending() ? order.reversed() : order).thenComparing(HardwareProfile::name));
        } else {
            Comparator<Double> order = descending() ? Comparator.reverseOrder() : Comparator.naturalOrder();
            found.sort(Comparator.comparing(
                            (HardwareProfile profile) -> figure(profile, column).orElse(null),
                            Comparator.nullsLast(order))
                    .thenComparing(HardwareProfile::name));
        }
        return found;
    }

    /** How many profiles each value of a filter would leave, with the other filters as they are. */
    Map<String, Long> counts(List<HardwareProfile> all, String filter) {
        return all.stream()
                .filter(profile -> fits(profile, filter))
                .collect(Collectors.groupingBy(profile -> word(profile, filter), TreeMap::new, Collectors.counting()));
    }

    static Optional<Double> figure(HardwareProfile profile, Column column) {
        return switch (column) {
            case INT8 -> profile.value(FigureKind.INT8);
            case FP16 -> profile.value(FigureKind.FP16);
            case BANDWIDTH -> profile.value(FigureKind.MEMORY_BANDWIDTH);
            case MEMORY -> profile.value(FigureKind.MEMORY);
            case POWER -> watts(profile).map(PowerFigure::watts);
            case RENT -> profile.price(PriceObservation.Kind.RENTAL_PER_HOUR).map(PriceObservation::usd);
            case NAME, CLASS, GRADE -> Optional.empty();
        };
    }

    /** Power under load where somebody measured it, else as designed. */
    static Optional<PowerFigure> watts(HardwareProfile profile) {
        return Stream.of(PowerFigure.Kind.LOADED, PowerFigure.Kind.DESIGN)
                .flatMap(kind -> profile.power(kind).stream())
                .findFirst();
    }

    /** The address sorted by a column; once more turns the direction. */
    String sorted(Column column) {
        String asked = column.largestFirst ? "-" + column.word : column.word;
        String other = column.largestFirst ? column.word : "-" + column.word;
        Map<String, String> changed = new LinkedHashMap<>(values);
        changed.put("sort", value("sort").equals(asked) ? other : asked);
        return "/guide/profiles?"
                + changed.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry ->
                                entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"));
    }

    /** {@code ascending}, {@code descending}, or null for the columns that the list is not sorted by. */
    @Nullable
    String direction(Column column) {
        return !values.containsKey("sort") || column() != column ? null : descending() ? "descending" : "ascending";
    }

    private boolean fits(HardwareProfile profile, String except) {
        Function<String, Boolean> fits = filter -> filter.equals(except)
                || !values.containsKey(filter)
                || word(profile, filter).equalsIgnoreCase(value(filter));
        String all = String.join(" ", profile.id(), profile.name(), profile.vendor(), profile.executionProvider())
                .toLowerCase(Locale.ROOT);
        return fits.apply("class")
                && fits.apply("mode")
                && fits.apply("vendor")
                && fits.apply("grade")
                && Stream.of(value("text").toLowerCase(Locale.ROOT).split("\\s+", -1))
                        .allMatch(all::contains);
    }

    private static String word(HardwareProfile profile, String filter) {
        return switch (filter) {
            case "class" -> profile.hardwareClass().name().toLowerCase(Locale.ROOT);
            case "mode" -> profile.runMode().label();
            case "vendor" -> profile.vendor();
            default -> profile.grade().name();
        };
    }
}
