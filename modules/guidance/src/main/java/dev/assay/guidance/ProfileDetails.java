package dev.assay.guidance;

import dev.assay.guidance.Ceiling.Sparsity;
import dev.assay.guidance.Ceiling.Standing;
import dev.assay.guidance.InvalidGuidanceInput.Problem;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * The tables beside the table of profiles: figures under other conditions and those that sources dispute, more prices, and
 * measurements of others. Everything that is wrong with them is said at once, a sentence per cell.
 */
final class ProfileDetails {
    private static final CSVFormat FORMAT = CSVFormat.RFC4180
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setTrim(true)
            .get();
    private static final Set<String> PRECISIONS = Set.of("fp32", "tf32", "fp16", "fp8", "int8", "int4");
    private static final Set<String> TERMS = Set.of("list", "on-demand", "1-year", "3-year", "spot");

    private final List<Problem> problems = new ArrayList<>();

    /** The profiles with what the other tables say of them. */
    static HardwareProfiles complete(HardwareProfiles profiles, Reader ceilings, Reader prices, Reader anchors) {
        ProfileDetails details = new ProfileDetails();
        List<Row<Ceiling>> limits = details.rows(ceilings, "ceilings", details::ceiling, profiles);
        List<Row<PriceObservation>> asked = details.rows(prices, "prices", details::price, profiles);
        List<Row<Anchor>> measured = details.rows(anchors, "anchors", row -> details.anchor(row, profiles), profiles);
        if (!details.problems.isEmpty()) {
            throw new InvalidGuidanceInput(details.problems);
        }
        return new HardwareProfiles(profiles.profiles().stream()
                .map(profile ->
                        profile.with(merged(profile, of(limits, profile)), of(asked, profile), of(measured, profile)))
                .toList());
    }

    private record Row<T>(String profile, T value) {}

    @FunctionalInterface
    private interface RowReader<T> {
        Optional<T> read(CSVRecord row);
    }

    private static <T> List<T> of(List<Row<T>> rows, HardwareProfile profile) {
        return rows.stream()
                .filter(row -> row.profile().equals(profile.id()))
                .map(Row::value)
                .toList();
    }

    private <T> List<Row<T>> rows(Reader csv, String table, RowReader<T> reader, HardwareProfiles profiles) {
        List<Row<T>> rows = new ArrayList<>();
        try (var parser = FORMAT.parse(csv)) {
            for (CSVRecord row : parser) {
                if (!row.isConsistent()) {
                    report(
                            table,
                            row,
                            "has " + row.size() + " cells where the header has "
                                    + parser.getHeaderNames().size() + "; quote cells that contain a comma");
                } else if (profiles.find(row.get("profile")).isEmpty()) {
                    report(table, row, "speaks of the profile '" + row.get("profile") + "', which there is none of");
                } else {
                    reader.read(row).ifPresent(value -> rows.add(new Row<>(row.get("profile"), value)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The table of " + table + " cannot be read.", e);
        }
        return rows;
    }

    private Optional<Ceiling> ceiling(CSVRecord row) {
        int before = problems.size();
        Optional<Ceiling.Kind> kind = constant("ceilings", row, "kind", Ceiling.Kind.class);
        Optional<Standing> standing = constant("ceilings", row, "standing", Standing.class);
        Sparsity sparsity = row.get("sparsity").isEmpty()
                ? Sparsity.NONE
                : constant("ceilings", row, "sparsity", Sparsity.class).orElse(Sparsity.NONE);
        boolean compute = kind.filter(Ceiling.Kind.COMPUTE::equals).isPresent();
        if (compute && (!PRECISIONS.contains(row.get("precision")) || sparsity == Sparsity.NONE)) {
            report(
                    "ceilings",
                    row,
                    "gives a peak without its precision or without saying whether it is dense or sparse");
        }
        boolean power = kind.filter(Set.of(Ceiling.Kind.POWER, Ceiling.Kind.IDLE_POWER)::contains)
                .isPresent();
        PowerBoundary boundary = row.get("boundary").isEmpty()
                ? null
                : constant("ceilings", row, "boundary", PowerBoundary.class).orElse(null);
        if (power && boundary == null) {
            report("ceilings", row, "gives watts without their boundary");
        }
        boolean reference = standing.filter(Standing.REFERENCE::equals).isPresent();
        Double value = number("ceilings", row, "value", reference);
        if (!reference
                && (row.get("source").isEmpty()
                        || row.get("as_of").isEmpty()
                        || row.get("unit").isEmpty())) {
            report("ceilings", row, "needs a unit, a source and a date");
        }
        Optional<Grade> grade = constant("ceilings", row, "grade", Grade.class);
        Optional<Basis> basis = constant("ceilings", row, "basis", Basis.class);
        if (problems.size() > before) {
            return Optional.empty();
        }
        return Optional.of(new Ceiling(
                kind.orElseThrow(),
                row.get("precision"),
                sparsity,
                row.get("accumulate"),
                row.get("power_mode"),
                boundary,
                row.get("scope"),
                value,
                row.get("unit"),
                basis.orElseThrow(),
                grade.orElseThrow(),
                sources(row.get("source")),
                row.get("as_of"),
                standing.orElseThrow(),
                row.get("note")));
    }

    private Optional<PriceObservation> price(CSVRecord row) {
        int before = problems.size();
        Double usd = number("prices", row, "usd", false);
        boolean hour = row.get("buys").equals("hour");
        if (!hour && !row.get("buys").equals("purchase")) {
            report("prices", row, "says '" + row.get("buys") + "' in buys; write hour or purchase");
        }
        if (!TERMS.contains(row.get("terms"))) {
            report("prices", row, "says '" + row.get("terms") + "' in terms; write one of " + String.join(", ", TERMS));
        }
        if (row.get("as_of").isEmpty() || row.get("source").isEmpty()) {
            report("prices", row, "has a price without its date or its source");
        }
        Optional<Grade> grade = constant("prices", row, "grade", Grade.class);
        if (problems.size() > before || usd == null) {
            return Optional.empty();
        }
        String note = row.get("note");
        return Optional.of(new PriceObservation(
                hour ? PriceObservation.Kind.RENTAL_PER_HOUR : PriceObservation.Kind.PURCHASE,
                usd,
                row.get("as_of") + ", " + row.get("terms") + (note.isEmpty() ? "" : ", " + note),
                Basis.READ,
                grade.orElseThrow(),
                row.get("source"),
                note,
                sources(row.get("source"))));
    }

    private Optional<Anchor> anchor(CSVRecord row, HardwareProfiles profiles) {
        int before = problems.size();
        Double measured = number("anchors", row, "measured", false);
        Double perItem = number("anchors", row, "per_item", true);
        if (!Set.of("inference/s", "token/s", "ms").contains(row.get("unit"))) {
            report("anchors", row, "has the unit '" + row.get("unit") + "'; write inference/s, token/s or ms");
        }
        Figure against = null;
        String column = row.get("against");
        if (!column.isEmpty()) {
            against = profiles.find(row.get("profile"))
                    .flatMap(profile -> profile.ceilings().stream()
                            .filter(figure -> figure.kind().column().equals(column))
                            .findFirst())
                    .orElse(null);
            boolean operations = row.get("per_item_unit").equals("GOP");
            if (against == null || against.value() == null) {
                report("anchors", row, "is held against " + column + ", which the profile has no figure for");
            } else if (perItem == null || operations != against.unit().equals("TOPS")) {
                report(
                        "anchors",
                        row,
                        "counts " + row.get("per_item_unit") + " against a ceiling in " + against.unit());
            }
        }
        Optional<Grade> grade = constant("anchors", row, "grade", Grade.class);
        if (row.get("source").isEmpty() || row.get("as_of").isEmpty()) {
            report("anchors", row, "has a measurement without its date or its source");
        }
        if (problems.size() > before || measured == null) {
            return Optional.empty();
        }
        return Optional.of(Anchor.of(
                row.get("workload"),
                measured,
                row.get("unit"),
                perItem,
                row.get("per_item_unit"),
                against,
                grade.orElseThrow(),
                row.get("source"),
                row.get("as_of"),
                row.get("note")));
    }

    /** The figures of the profile as ceilings, under the conditions that were written down for them, then the others. */
    private static List<Ceiling> merged(HardwareProfile profile, List<Ceiling> rows) {
        List<Ceiling> all = new ArrayList<>();
        for (Ceiling own : profile.ownCeilings()) {
            all.add(rows.stream()
                    .filter(row -> row.standing() == Standing.REFERENCE
                            && row.kind() == own.kind()
                            && row.precision().equals(own.precision()))
                    .findFirst()
                    .map(own::under)
                    .orElse(own));
        }
        rows.stream().filter(row -> row.standing() != Standing.REFERENCE).forEach(all::add);
        return List.copyOf(all);
    }

    private static List<String> sources(String text) {
        return Arrays.stream(text.split(";", -1))
                .map(String::strip)
                .filter(source -> !source.isEmpty())
                .toList();
    }

    private @Nullable Double number(String table, CSVRecord row, String column, boolean optional) {
        String text = row.get(column);
        if (text.isEmpty() && optional) {
            return null;
        }
        try {
            double value = Double.parseDouble(text);
            if (value > 0 && Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            report(table, row, "holds '" + text + "' in " + column + "; write one number, its unit stands beside it");
            return null;
        }
        report(table, row, "holds " + text + " in " + column + "; the figure must be above zero");
        return null;
    }

    private <E extends Enum<E>> Optional<E> constant(String table, CSVRecord row, String column, Class<E> type) {
        for (E candidate : type.getEnumConstants()) {
            if (candidate.name().equals(row.get(column).toUpperCase(Locale.ROOT))) {
                return Optional.of(candidate);
            }
        }
        report(
                table,
                row,
                "has '" + row.get(column) + "' in " + column + "; it must be one of "
                        + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT));
        return Optional.empty();
    }

    private void report(String table, CSVRecord row, String what) {
        String where = "line " + (row.getRecordNumber() + 1);
        problems.add(new Problem(where, "Table of " + table + ", " + where + ": it " + what + "."));
    }
}
