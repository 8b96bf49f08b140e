package dev.assay.guidance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/** The numbers of one row of the profile table, each with basis, grade and note. */
record ProfileCells(
        ProfileTable table,
        String id,
        CSVRecord row,
        Grade profileGrade,
        Map<String, Grade> grades,
        Set<String> derived,
        Set<String> memory,
        Set<String> measured,
        Map<String, String> notes,
        FigureSources sources) {

    Figure figure(FigureKind kind) {
        Double value = number(kind.column(), kind == FigureKind.MEMORY);
        return new Figure(
                kind,
                value,
                kind.unit(),
                value == null ? Basis.UNKNOWN : basis(kind.column()),
                value == null ? Grade.D : grade(kind.column()),
                source(kind.column()),
                notes.getOrDefault(kind.column(), ""),
                value == null ? List.of() : sources.of(kind.column(), basis(kind.column())),
                value == null ? "" : sources.asOf(kind.column(), basis(kind.column())));
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
            table.report(
                    id,
                    "gives " + watts + " W in " + column + " without " + boundaryColumn
                            + "; a power figure without its boundary cannot be compared");
            return;
        }
        table.constant(id, boundaryColumn, row.get(boundaryColumn), PowerBoundary.class)
                .ifPresent(boundary -> into.add(new PowerFigure(
                        kind,
                        watts,
                        boundary,
                        basis(column),
                        grade(column),
                        source(column),
                        notes.getOrDefault(column, ""),
                        sources.of(column, basis(column)),
                        sources.asOf(column, basis(column)))));
    }

    List<PriceObservation> prices() {
        List<PriceObservation> prices = new ArrayList<>();
        price("price_usd", "price_observed", PriceObservation.Kind.PURCHASE, prices);
        price("rental_usd_per_h", "rental_observed", PriceObservation.Kind.RENTAL_PER_HOUR, prices);
        return List.copyOf(prices);
    }

    private void price(String column, String observedColumn, PriceObservation.Kind kind, List<PriceObservation> into) {
        Double usd = number(column, false);
        if (usd == null) {
            return;
        }
        if (row.get(observedColumn).isEmpty()) {
            table.report(id, "has a price of " + usd + " USD without " + observedColumn + "; prices need their date");
            return;
        }
        into.add(new PriceObservation(
                kind,
                usd,
                row.get(observedColumn),
                basis(column),
                grade(column),
                source(column),
                notes.getOrDefault(column, ""),
                sources.of(column, basis(column))));
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
            table.report(id, "holds '" + text + "' in " + column + "; write one number, its unit is in the header");
            return null;
        }
        if (!Double.isFinite(value) || value < 0 || (value == 0 && !zeroAllowed)) {
            table.report(
                    id, "holds " + text + " in " + column + "; the figure must be above zero, or empty if unknown");
            return null;
        }
        return value;
    }

    private String source(String column) {
        return String.join("; ", sources.of(column, basis(column)));
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
