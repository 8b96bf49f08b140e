package dev.assay.webapp.web;

import dev.assay.guidance.Figure;
import dev.assay.guidance.FigureKind;
import dev.assay.guidance.HardwareProfile;
import dev.assay.guidance.PowerFigure;
import dev.assay.guidance.PriceObservation;
import dev.assay.portal.guidance.Guidance;
import dev.assay.webapp.web.ProfileQuery.Column;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The catalogue of hardware profiles, filtered and sorted by its address. */
@Named("profilesPage")
@RequestScoped
public class ProfilesPage {
    /** A figure of a row, with a mark when it cannot carry a recommendation alone. */
    public record Cell(String text, String note, boolean weak) {}

    /** A profile in the catalogue. */
    public record Row(
            String id,
            String name,
            String vendor,
            String hardwareClass,
            String mode,
            boolean predicted,
            String grade,
            Cell fp16,
            Cell int8,
            Cell bandwidth,
            Cell memory,
            Cell power,
            Cell rent,
            int disputes) {}

    /** A value of a filter with the profiles that it would leave. */
    public record Option(String value, String label, long profiles, boolean chosen) {}

    /** A filter. */
    public record Facet(String name, String label, List<Option> options) {}

    /** A head of a column: the address that sorts by it, and how it is sorted now. */
    public record Head(
            String label,
            String unit,
            String href,
            @Nullable String sorted,
            boolean number) {}

    @Inject
    Guidance guidance;

    @Inject
    HttpServletRequest request;

    private ProfileQuery query = new ProfileQuery(Map.of());
    private List<Row> rows = List.of();

    @PostConstruct
    void load() {
        query = ProfileQuery.of(request.getParameterMap());
        rows = query.select(guidance.profiles()).stream().map(ProfilesPage::row).toList();
    }

    public List<Row> getRows() {
        return rows;
    }

    public boolean isFiltered() {
        return query.filtered();
    }

    public String value(String name) {
        return query.value(name);
    }

    public List<Facet> getFacets() {
        return List.of(
                facet("class", "Class"),
                facet("mode", "How it is known"),
                facet("vendor", "Vendor"),
                facet("grade", "Grade"));
    }

    private Facet facet(String name, String label) {
        return new Facet(
                name,
                label,
                query.counts(guidance.profiles(), name).entrySet().stream()
                        .map(entry -> new Option(
                                entry.getKey(),
                                name.equals("mode") ? mode(entry.getKey()) : entry.getKey(),
                                entry.getValue(),
                                entry.getKey().equalsIgnoreCase(query.value(name))))
                        .toList());
    }

    /** A run mode in words. */
    public static String mode(String label) {
        return switch (label) {
            case "measured" -> "measured here";
            case "remote-agent" -> "an agent can measure it";
            case "custom" -> "needs an agent of its own";
            default -> "predicted only";
        };
    }

    public List<Head> getHeads() {
        return List.of(
                head(Column.NAME, "Profile", "", false),
                head(Column.CLASS, "Class", "", false),
                head(Column.FP16, "fp16", "TFLOPS", true),
                head(Column.INT8, "int8", "TOPS", true),
                head(Column.BANDWIDTH, "Bandwidth", "GB/s", true),
                head(Column.MEMORY, "Memory", "GB", true),
                head(Column.POWER, "Power", "W", true),
                head(Column.RENT, "Rent", "USD/h", true),
                head(Column.GRADE, "Grade", "", false));
    }

    private Head head(Column column, String label, String unit, boolean number) {
        return new Head(label, unit, query.sorted(column), query.direction(column), number);
    }

    private static Row row(HardwareProfile profile) {
        return new Row(
                profile.id(),
                profile.name(),
                profile.vendor(),
                profile.hardwareClass().name().toLowerCase(java.util.Locale.ROOT),
                mode(profile.runMode().label()),
                !profile.runMode().measurable(),
                profile.grade().name(),
                cell(profile, FigureKind.FP16),
                cell(profile, FigureKind.INT8),
                cell(profile, FigureKind.MEMORY_BANDWIDTH),
                cell(profile, FigureKind.MEMORY),
                ProfileQuery.watts(profile).map(ProfilesPage::power).orElseGet(ProfilesPage::nothing),
                profile.price(PriceObservation.Kind.RENTAL_PER_HOUR)
                        .map(ProfilesPage::price)
                        .orElseGet(ProfilesPage::nothing),
                profile.disputes().size());
    }

    private static Cell cell(HardwareProfile profile, FigureKind kind) {
        Figure figure = profile.figure(kind);
        return figure.value() == null ? nothing() : new Cell(new Format().plain(figure.value()), "", figure.weak());
    }

    private static Cell power(PowerFigure figure) {
        return new Cell(new Format().plain(figure.watts()), figure.boundary().label(), figure.weak());
    }

    private static Cell price(PriceObservation price) {
        return new Cell(new Format().fixed(price.usd(), 2), price.observed(), price.weak());
    }

    private static Cell nothing() {
        return new Cell("–", "", false);
    }
}
