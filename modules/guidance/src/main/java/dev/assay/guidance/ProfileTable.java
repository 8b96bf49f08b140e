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
            "measured_fields",
            "figure_sources",
            "as_of");
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
        ProfileCells cells = new ProfileCells(
                this,
                id,
                row,
                grade.get(),
                grades,
                derived,
                memory,
                measured,
                notes,
                FigureSources.read(this, id, row, knownNumbers()));
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
        Set<String> known = knownNumbers();
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

    private static Set<String> knownNumbers() {
        Set<String> known = new HashSet<>(OTHER_NUMBERS);
        for (FigureKind kind : FigureKind.values()) {
            known.add(kind.column());
        }
        return known;
    }

    static List<String> words(String text) {
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

    <E extends Enum<E>> Optional<E> constant(String id, String column, String text, Class<E> type) {
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

    void report(String where, String what) {
        problems.add(new Problem(where, "Profile table, " + where + ": it " + what + "."));
    }
}
