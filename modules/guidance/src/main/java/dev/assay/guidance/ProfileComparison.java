package dev.assay.guidance;

import static dev.assay.guidance.Prose.number;
import static dev.assay.guidance.Prose.text;

import dev.assay.guidance.Ceiling.Kind;
import dev.assay.guidance.Ceiling.Sparsity;
import dev.assay.guidance.Ceiling.Standing;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Up to four profiles side by side. Figures under unlike conditions are shown and not compared: the line says what keeps
 * them apart.
 *
 * @param profiles in the order asked for
 * @param lines    one per quantity that some of them have
 */
public record ProfileComparison(List<HardwareProfile> profiles, List<Line> lines) {
    /** As many as fit side by side. */
    public static final int MOST = 4;

    /**
     * One quantity.
     *
     * @param name    with its unit
     * @param cells   one per profile
     * @param ratio   how they compare in words; empty when fewer than two have the figure
     * @param refusal why they are not compared; empty when they are
     */
    public record Line(String name, List<Cell> cells, String ratio, String refusal) {}

    /**
     * A figure of a profile.
     *
     * @param text  the number, or that it is not published
     * @param under conditions and date, in small print
     * @param weak  why it cannot carry a recommendation alone; empty when it can
     */
    public record Cell(
            String text,
            String under,
            String weak,
            @Nullable Double value) {}

    /**
     * Compares.
     *
     * @throws InvalidGuidanceInput when there are fewer than two or more than {@value #MOST}
     */
    public static ProfileComparison of(List<HardwareProfile> profiles) {
        if (profiles.size() < 2 || profiles.size() > MOST) {
            throw new InvalidGuidanceInput(List.of(new InvalidGuidanceInput.Problem(
                    "ids",
                    text(
                            "%d profile%s cannot be compared; choose two to four.",
                            profiles.size(), profiles.size() == 1 ? "" : "s"))));
        }
        List<Line> lines = new ArrayList<>();
        for (FigureKind kind : FigureKind.values()) {
            add(
                    lines,
                    profiles,
                    kind.label() + (kind.limits() == Kind.COMPUTE ? ", dense" : "") + ", " + kind.unit(),
                    profile -> reference(profile, kind.limits(), kind.precision()));
        }
        add(lines, profiles, "power by design, W", profile -> reference(profile, Kind.DESIGN_POWER, ""));
        add(lines, profiles, "power under load, W", profile -> reference(profile, Kind.POWER, ""));
        printed(lines, profiles);
        price(lines, profiles, "price, USD", PriceObservation.Kind.PURCHASE);
        price(lines, profiles, "rent, USD per hour", PriceObservation.Kind.RENTAL_PER_HOUR);
        return new ProfileComparison(List.copyOf(profiles), List.copyOf(lines));
    }

    private static Optional<Ceiling> reference(HardwareProfile profile, Kind kind, String precision) {
        return profile.limits().stream()
                .filter(limit -> limit.standing() == Standing.REFERENCE
                        && limit.kind() == kind
                        && limit.precision().equals(precision)
                        && limit.value() != null)
                .findFirst();
    }

    /** The largest int8 peak that each vendor prints, sparse or not: shown to say that they do not compare. */
    private static void printed(List<Line> lines, List<HardwareProfile> profiles) {
        Function<HardwareProfile, Optional<Ceiling>> largest = profile -> profile.limits().stream()
                .filter(limit -> limit.kind() == Kind.COMPUTE
                        && limit.precision().equals("int8")
                        && limit.standing() != Standing.DISPUTED
                        && limit.value() != null)
                .max((a, b) -> Double.compare(Objects.requireNonNull(a.value()), Objects.requireNonNull(b.value())));
        boolean sparse = profiles.stream()
                .anyMatch(profile -> largest.apply(profile)
                        .filter(limit -> limit.sparsity() == Sparsity.SPARSE)
                        .isPresent());
        if (sparse) {
            add(lines, profiles, "int8 peak as advertised, TOPS", largest);
        }
    }

    private static void add(
            List<Line> lines,
            List<HardwareProfile> profiles,
            String name,
            Function<HardwareProfile, Optional<Ceiling>> figure) {
        List<Optional<Ceiling>> found = profiles.stream().map(figure).toList();
        List<Ceiling> known = found.stream().flatMap(Optional::stream).toList();
        if (known.isEmpty()) {
            return;
        }
        String refusal = unlike(known);
        List<Cell> cells = found.stream()
                .map(limit ->
                        limit.map(ProfileComparison::cell).orElseGet(() -> new Cell("not published", "", "", null)))
                .toList();
        lines.add(new Line(name, cells, refusal.isEmpty() ? ratio(profiles, cells) : "", refusal));
    }

    private static Cell cell(Ceiling limit) {
        double value = Objects.requireNonNull(limit.value());
        List<String> under = new ArrayList<>();
        if (limit.kind() == Kind.COMPUTE && limit.sparsity() == Sparsity.SPARSE) {
            under.add("with sparsity");
        }
        if (!limit.accumulate().isEmpty()) {
            under.add("sums in " + limit.accumulate());
        }
        if (!limit.powerMode().isEmpty()) {
            under.add(limit.powerMode());
        }
        if (limit.boundary() != null) {
            under.add(limit.boundary().label());
        }
        if (!limit.scope().equals("device")) {
            under.add("whole " + limit.scope());
        }
        under.add("grade " + limit.grade() + ", " + limit.asOf());
        return new Cell(number(value), String.join(", ", under), limit.weak() ? limit.weakness() : "", value);
    }

    /** What keeps figures apart; empty when nothing does. */
    static String unlike(List<Ceiling> limits) {
        if (limits.size() < 2) {
            return "";
        }
        Set<String> scopes = all(limits, Ceiling::scope);
        if (scopes.size() > 1) {
            return "Not compared: " + Prose.list(List.copyOf(scopes)) + " are different amounts of hardware.";
        }
        if (all(limits, limit -> limit.sparsity().name()).size() > 1) {
            return "Not compared: some count structured sparsity, others are dense.";
        }
        Set<String> sums = all(limits, Ceiling::accumulate);
        sums.remove("");
        if (sums.size() > 1) {
            return "Not compared: sums are kept in " + Prose.list(List.copyOf(sums)) + ", which changes the rate.";
        }
        Set<String> boundaries = all(
                limits,
                limit -> limit.boundary() == null ? "" : limit.boundary().label());
        return boundaries.size() > 1
                ? "Not compared: the watts include different things (" + Prose.list(List.copyOf(boundaries)) + ")."
                : "";
    }

    private static Set<String> all(List<Ceiling> limits, Function<Ceiling, String> condition) {
        Set<String> values = new LinkedHashSet<>();
        limits.forEach(limit -> values.add(condition.apply(limit)));
        return values;
    }

    private static void price(
            List<Line> lines, List<HardwareProfile> profiles, String name, PriceObservation.Kind kind) {
        List<Optional<PriceObservation>> found =
                profiles.stream().map(profile -> profile.price(kind)).toList();
        List<PriceObservation> known = found.stream().flatMap(Optional::stream).toList();
        if (known.isEmpty()) {
            return;
        }
        boolean sameDay =
                known.stream().map(PriceObservation::observed).distinct().count() == 1;
        List<Cell> cells = found.stream()
                .map(asked -> asked.map(price -> new Cell(
                                number(price.usd()),
                                price.observed() + ", grade " + price.grade(),
                                price.weak() ? price.weakness() : "",
                                price.usd()))
                        .orElseGet(() -> new Cell("not observed", "", "", null)))
                .toList();
        lines.add(new Line(
                name,
                cells,
                sameDay ? ratio(profiles, cells) : "",
                sameDay || known.size() < 2
                        ? ""
                        : "Not compared: asked on different days or under different terms, and prices age in weeks."));
    }

    /** The largest against the smallest, in words. */
    private static String ratio(List<HardwareProfile> profiles, List<Cell> cells) {
        int most = -1;
        int least = -1;
        for (int i = 0; i < cells.size(); i++) {
            Double value = cells.get(i).value();
            if (value != null) {
                most = most < 0
                                || value
                                        > Objects.requireNonNull(cells.get(most).value())
                        ? i
                        : most;
                least = least < 0
                                || value
                                        < Objects.requireNonNull(
                                                cells.get(least).value())
                        ? i
                        : least;
            }
        }
        if (most < 0 || cells.stream().filter(cell -> cell.value() != null).count() < 2) {
            return "";
        }
        double high = Objects.requireNonNull(cells.get(most).value());
        double low = Objects.requireNonNull(cells.get(least).value());
        if (low == 0) {
            return profiles.get(least).name() + " has none.";
        }
        return high / low < 1.005
                ? "The same."
                : text(
                        "%s has %s times that of %s.",
                        profiles.get(most).name(),
                        number(high / low),
                        profiles.get(least).name());
    }
}
