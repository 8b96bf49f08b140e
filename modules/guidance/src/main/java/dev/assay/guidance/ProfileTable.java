package dev.assay.guidance;

import dev.assay.guidance.InvalidGuidanceInput.Problem;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/** Turns the table of profiles into records and says what is wrong with it, all of it at once. */
final class ProfileTable {
    private static final CSVFormat FORMAT = CSVFormat.RFC4180
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setTrim(true)
            .get();
    private static final Pattern ID = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final List<String> REQUIRED = List.of(
            "id",
            "name",
            "vendor",
            "class",
            "places",
            "run_mode",
            "ort_ep",
            "onnx_runtime",
            "grade",
            "figure_grades",
            "design_w",
            "design_boundary",
            "loaded_w",
            "loaded_boundary",
            "price_usd",
            "price_observed",
            "rental_usd_per_h",
            "rental_observed",
            "host_link",
            "peak_note",
            "anchor",
            "anchor_grade",
            "claimed",
            "claim_verdict",
            "claim_finding",
            "sources",
            "notes",
            "derived_fields",
            "memory_fields",
            "measured_fields");
    private static final List<String> OTHER_NUMBERS = List.of("design_w", "loaded_w", "price_usd", "rental_usd_per_h");

    private final List<Problem> problems = new ArrayList<>();

    HardwareProfiles read(Reader csv) {
        List<HardwareProfile> profiles = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        try (var parser = FORMAT.parse(csv)) {
            List<String> missing = new ArrayList<>(REQUIRED);
            for (FigureKind kind : FigureKind.values()) {
                missing.add(kind.column());
            }
            missing.removeAll(parser.getHeaderNames());
            if (!missing.isEmpty()) {
                throw new InvalidGuidanceInput(List.of(new Problem(
                        "header",
                        "The table of profiles lacks the columns " + String.join(", ", missing)
                                + "; add them to its first line.")));
            }
            for (CSVRecord row : parser) {
                if (!row.isConsistent()) {
                    report(
                            "line " + row.getRecordNumber(),
                            "has " + row.size() + " cells where the header has "
                                    + parser.getHeaderNames().size() + "; quote cells that contain a comma");
                    continue;
                }
                String id = row.get("id");
                if (!ID.matcher(id).matches()) {
                    report(
                            "line " + row.getRecordNumber(),
                            id.isEmpty()
                                    ? "has no id; give the profile a short lower-case name"
                                    : "has the id '" + id + "'; use lower-case letters, digits and single hyphens");
                } else if (!seen.add(id)) {
                    report(id, "appears twice; every profile needs an id of its own");
                } else {
                    profile(id, row).ifPresent(profiles::add);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The table of hardware profiles cannot be read.", e);
        }
        if (problems.isEmpty() && profiles.isEmpty()) {
            report("table", "holds no profile");
        }
        if (!problems.isEmpty()) {
            throw new InvalidGuidanceInput(problems);
        }
        return new HardwareProfiles(profiles);
    }

    private Optional<HardwareProfile> profile(String id, CSVRecord row) {
        int before = problems.size();
        Set<String> derived = fields(id, row, "derived_fields");
        Set<String> memory = fields(id, row, "memory_fields");
        Set<String> measured = fields(id, row, "measured_fields");
        Map<String, String> notes = notes(id, row.get("notes"));
        Map<String, Grade> grades = figureGrades(id, row.get("figure_grades"));
        Optional<Grade> grade = grade(id, "grade", row.get("grade"));
        if (grade.isEmpty()) {
            return Optional.empty();
        }
        Cells cells = new Cells(id, row, grade.get(), grades, derived, memory, measured, notes, row.get("sources"));
        List<Figure> ceilings = new ArrayList<>();
        for (FigureKind kind : FigureKind.values()) {
            ceilings.add(cells.figure(kind));
        }
        ordered(id, ceilings);
        List<Place> places = new ArrayList<>();
        for (String place : words(row.get("places"))) {
            constant(id, "places", place, Place.class).ifPresent(places::add);
        }
        Optional<HardwareClass> hardwareClass = constant(id, "class", row.get("class"), HardwareClass.class);
        Optional<RunMode> mode = mode(id, row.get("run_mode"));
        String onnx = row.get("onnx_runtime");
        if (!onnx.equals("yes") && !onnx.equals("no")) {
            report(id, "says '" + onnx + "' in onnx_runtime; write yes or no");
        }
        mode.filter(value -> value.measurable() && onnx.equals("no"))
                .ifPresent(
                        value -> report(id, "is marked " + value.label() + " although ONNX Runtime does not reach it"));
        String anchor = row.get("anchor");
        Grade anchorGrade = anchor.isEmpty()
                ? null
                : grade(id, "anchor_grade", row.get("anchor_grade")).orElse(null);
        HardwareProfile.@Nullable Audit audit = null;
        if (!row.get("claimed").isEmpty()) {
            audit = constant(id, "claim_verdict", row.get("claim_verdict"), HardwareProfile.AuditVerdict.class)
                    .map(verdict -> new HardwareProfile.Audit(row.get("claimed"), verdict, row.get("claim_finding")))
                    .orElse(null);
        }
        List<PowerFigure> power = cells.power();
        List<PriceObservation> prices = cells.prices();
        if (row.get("name").isEmpty()
                || row.get("vendor").isEmpty()
                || row.get("sources").isEmpty()) {
            report(id, "needs a name, a vendor and its sources");
        }
        if (problems.size() > before) {
            return Optional.empty();
        }
        return Optional.of(new HardwareProfile(
                id,
                row.get("name"),
                row.get("vendor"),
                hardwareClass.orElseThrow(),
                List.copyOf(places),
                mode.orElseThrow(),
                grade.get(),
                List.copyOf(ceilings),
                row.get("peak_note"),
                row.get("host_link"),
                power,
                prices,
                row.get("ort_ep"),
                onnx.equals("yes"),
                anchor,
                anchorGrade,
                audit,
                row.get("sources")));
    }

    /** A dense peak never falls when the numbers get narrower; where it does, two units or sparsities were mixed. */
    private void ordered(String id, List<Figure> ceilings) {
        for (List<FigureKind> chain : List.of(
                List.of(FigureKind.FP32, FigureKind.TF32, FigureKind.FP16, FigureKind.FP8),
                List.of(FigureKind.INT8, FigureKind.INT4))) {
            Figure wider = null;
            for (FigureKind kind : chain) {
                Figure figure = ceilings.stream()
                        .filter(candidate -> candidate.kind() == kind)
                        .findFirst()
                        .orElseThrow();
                Double peak = figure.value();
                if (peak == null) {
                    continue;
                }
                Double other = wider == null ? null : wider.value();
                if (wider != null && other != null && peak < other) {
                    report(
                            id,
                            "has a " + figure.kind().label() + " of " + peak + " below its "
                                    + wider.kind().label() + " of " + other
                                    + "; one of the two is in another unit or sparse");
                }
                wider = figure;
            }
        }
    }

    private Set<String> fields(String id, CSVRecord row, String column) {
        Set<String> known = new HashSet<>(OTHER_NUMBERS);
        for (FigureKind kind : FigureKind.values()) {
            known.add(kind.column());
        }
        Set<String> fields = new HashSet<>();
        for (String field : words(row.get(column))) {
            if (field.isEmpty()) {
                continue;
            }
            if (!known.contains(field)) {
                report(id, "names '" + field + "' in " + column + ", which is no column with a number");
            } else if (row.get(field).isEmpty()) {
                report(id, "names " + field + " in " + column + " but has no value there");
            }
            fields.add(field);
        }
        return fields;
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split(" ", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** {@code column: note | column: note}. */
    private Map<String, String> notes(String id, String text) {
        Map<String, String> notes = new HashMap<>();
        for (String part : text.split("\\|", -1)) {
            if (part.isBlank()) {
                continue;
            }
            String[] pair = part.split(":", 2);
            if (pair.length < 2) {
                report(id, "has the note '" + part.strip() + "' without a column name before a colon");
            } else {
                notes.put(pair[0].strip(), pair[1].strip());
            }
        }
        return notes;
    }

    /** {@code column=B column=C}. */
    private Map<String, Grade> figureGrades(String id, String text) {
        Map<String, Grade> grades = new HashMap<>();
        for (String part : words(text)) {
            if (!part.isEmpty()) {
                String[] pair = part.split("=", 2);
                grade(id, "figure_grades", pair.length == 2 ? pair[1] : part)
                        .ifPresent(grade -> grades.put(pair[0], grade));
            }
        }
        return grades;
    }

    private Optional<Grade> grade(String id, String column, String text) {
        return constant(id, column, text, Grade.class);
    }

    private Optional<RunMode> mode(String id, String text) {
        Optional<RunMode> mode = Arrays.stream(RunMode.values())
                .filter(candidate -> candidate.label().equals(text))
                .findFirst();
        if (mode.isEmpty()) {
            report(id, "has the run mode '" + text + "'; write measured, remote-agent, predict-only or custom");
        }
        return mode;
    }

    private <E extends Enum<E>> Optional<E> constant(String id, String column, String text, Class<E> type) {
        for (E candidate : type.getEnumConstants()) {
            if (candidate.name().equals(text.toUpperCase(Locale.ROOT))) {
                return Optional.of(candidate);
            }
        }
        report(
                id,
                "has '" + text + "' in " + column + "; it must be one of "
                        + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT));
        return Optional.empty();
    }

    private void report(String where, String what) {
        problems.add(new Problem(where, "Profile table, " + where + ": it " + what + "."));
    }

    /** The numbers of one row with basis, grade and note. */
    private final class Cells {
        private final String id;
        private final CSVRecord row;
        private final Grade profileGrade;
        private final Map<String, Grade> grades;
        private final Set<String> derived;
        private final Set<String> memory;
        private final Set<String> measured;
        private final Map<String, String> notes;
        private final String sources;

        Cells(
                String id,
                CSVRecord row,
                Grade profileGrade,
                Map<String, Grade> grades,
                Set<String> derived,
                Set<String> memory,
                Set<String> measured,
                Map<String, String> notes,
                String sources) {
            this.id = id;
            this.row = row;
            this.profileGrade = profileGrade;
            this.grades = grades;
            this.derived = derived;
            this.memory = memory;
            this.measured = measured;
            this.notes = notes;
            this.sources = sources;
        }

        Figure figure(FigureKind kind) {
            Double value = number(kind.column(), kind == FigureKind.MEMORY);
            return new Figure(
                    kind,
                    value,
                    kind.unit(),
                    value == null ? Basis.UNKNOWN : basis(kind.column()),
                    value == null ? Grade.D : grade(kind.column()),
                    sources,
                    notes.getOrDefault(kind.column(), ""));
        }

        List<PowerFigure> power() {
            List<PowerFigure> power = new ArrayList<>();
            power("design_w", "design_boundary", PowerFigure.Kind.DESIGN, power);
            power("loaded_w", "loaded_boundary", PowerFigure.Kind.LOADED, power);
            return List.copyOf(power);
        }

        private void power(String column, String boundaryColumn, PowerFigure.Kind kind, List<PowerFigure> into) {
            Double watts = number(column, false);
            if (watts == null) {
                return;
            }
            if (row.get(boundaryColumn).isEmpty()) {
                report(
                        id,
                        "gives " + watts + " W in " + column + " without " + boundaryColumn
                                + "; a power figure without its boundary cannot be compared");
                return;
            }
            constant(id, boundaryColumn, row.get(boundaryColumn), PowerBoundary.class)
                    .ifPresent(boundary -> into.add(new PowerFigure(
                            kind,
                            watts,
                            boundary,
                            basis(column),
                            grade(column),
                            sources,
                            notes.getOrDefault(column, ""))));
        }

        List<PriceObservation> prices() {
            List<PriceObservation> prices = new ArrayList<>();
            price("price_usd", "price_observed", PriceObservation.Kind.PURCHASE, prices);
            price("rental_usd_per_h", "rental_observed", PriceObservation.Kind.RENTAL_PER_HOUR, prices);
            return List.copyOf(prices);
        }

        private void price(
                String column, String observedColumn, PriceObservation.Kind kind, List<PriceObservation> into) {
            Double usd = number(column, false);
            if (usd == null) {
                return;
            }
            if (row.get(observedColumn).isEmpty()) {
                report(id, "has a price of " + usd + " USD without " + observedColumn + "; prices need their date");
                return;
            }
            into.add(new PriceObservation(
                    kind,
                    usd,
                    row.get(observedColumn),
                    basis(column),
                    grade(column),
                    sources,
                    notes.getOrDefault(column, "")));
        }

        /** A number above zero, or null for an empty cell; zero only where it means that there is none. */
        private @Nullable Double number(String column, boolean zeroAllowed) {
            String text = row.get(column);
            if (text.isEmpty()) {
                return null;
            }
            double value;
            try {
                value = Double.parseDouble(text);
            } catch (NumberFormatException e) {
                report(id, "holds '" + text + "' in " + column + "; write one number, its unit is in the header");
                return null;
            }
            if (!Double.isFinite(value) || value < 0 || (value == 0 && !zeroAllowed)) {
                report(id, "holds " + text + " in " + column + "; the figure must be above zero, or empty if unknown");
                return null;
            }
            return value;
        }

        private Basis basis(String column) {
            if (memory.contains(column)) {
                return Basis.MEMORY;
            }
            if (measured.contains(column)) {
                return Basis.MEASURED;
            }
            return derived.contains(column) ? Basis.DERIVED : Basis.READ;
        }

        private Grade grade(String column) {
            Grade stated = grades.getOrDefault(column, profileGrade);
            return switch (basis(column)) {
                case MEMORY, UNKNOWN -> Grade.D;
                case DERIVED -> stated.weaker(profileGrade);
                case READ, MEASURED -> stated;
            };
        }
    }
}
