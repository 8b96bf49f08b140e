package dev.assay.guidance;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known about one piece of hardware.
 *
 * @param id                stable, lower case, used in requests and permalinks
 * @param hardwareClass     the branch of the decision tree it belongs to
 * @param places            where it can be had
 * @param grade             strength of the sources behind its ceilings; single figures may be weaker
 * @param ceilings          one figure per {@link FigureKind}, unknown ones included
 * @param peakNote          sparse or otherwise inflated peaks in circulation, so that nobody mistakes them for these
 * @param hostLink          how the accelerator hangs on its host, in words
 * @param power             design and loaded power, each with its boundary; may be empty
 * @param prices            dated observations; may be empty
 * @param executionProvider ONNX Runtime execution providers, or why there is none
 * @param anchor            a measurement published by others; may be empty
 * @param anchorGrade       strength of that measurement; null without an anchor
 * @param audit             what the article that inspired the profile says, and what we find; null when it is silent
 * @param sources           documents read
 * @param limits            every known limit with its conditions: the figures and the power above, the same under other
 *                          conditions, and what some source prints and others contradict
 * @param anchors           measurements published by others, beside the ceiling that bounds each
 */
public record HardwareProfile(
        String id,
        String name,
        String vendor,
        HardwareClass hardwareClass,
        List<Place> places,
        RunMode runMode,
        Grade grade,
        List<Figure> ceilings,
        String peakNote,
        String hostLink,
        List<PowerFigure> power,
        List<PriceObservation> prices,
        String executionProvider,
        boolean onnxRuntime,
        String anchor,
        @Nullable Grade anchorGrade,
        @Nullable Audit audit,
        String sources,
        List<Ceiling> limits,
        List<Anchor> anchors) {

    /** A profile as its own row of the table tells it. */
    public HardwareProfile(
            String id,
            String name,
            String vendor,
            HardwareClass hardwareClass,
            List<Place> places,
            RunMode runMode,
            Grade grade,
            List<Figure> ceilings,
            String peakNote,
            String hostLink,
            List<PowerFigure> power,
            List<PriceObservation> prices,
            String executionProvider,
            boolean onnxRuntime,
            String anchor,
            @Nullable Grade anchorGrade,
            @Nullable Audit audit,
            String sources) {
        this(
                id,
                name,
                vendor,
                hardwareClass,
                places,
                runMode,
                grade,
                ceilings,
                peakNote,
                hostLink,
                power,
                prices,
                executionProvider,
                onnxRuntime,
                anchor,
                anchorGrade,
                audit,
                sources,
                ownCeilings(ceilings, power),
                List.of());
    }

    /** A claimed figure, what checking it showed, and the short verdict. */
    public record Audit(String claimed, AuditVerdict verdict, String finding) {}

    /** What checking a claimed figure showed. */
    public enum AuditVerdict {
        CONFIRMED,
        MIXED,
        CONTRADICTED,
        UNVERIFIED
    }

    /** The figure of a kind; a profile that was read from the table has one for every kind. */
    public Figure figure(FigureKind kind) {
        return ceilings.stream()
                .filter(figure -> figure.kind() == kind)
                .findFirst()
                .orElseGet(() -> new Figure(kind, null, kind.unit(), Basis.UNKNOWN, Grade.D, "", "", List.of(), ""));
    }

    /** The value of a figure in its unit, empty when unknown. */
    public Optional<Double> value(FigureKind kind) {
        return Optional.ofNullable(figure(kind).value());
    }

    /** The figures that must not carry a recommendation without a banner. */
    public List<Figure> weakFigures() {
        return ceilings.stream().filter(Figure::weak).toList();
    }

    /** What some source prints and others contradict. */
    public List<Ceiling> disputes() {
        return limits.stream()
                .filter(limit -> limit.standing() == Ceiling.Standing.DISPUTED)
                .toList();
    }

    List<Ceiling> ownCeilings() {
        return ownCeilings(ceilings, power);
    }

    private static List<Ceiling> ownCeilings(List<Figure> ceilings, List<PowerFigure> power) {
        List<Ceiling> own = new ArrayList<>();
        for (Figure figure : ceilings) {
            own.add(new Ceiling(
                    figure.kind().limits(),
                    figure.kind().precision(),
                    figure.kind().precision().isEmpty() ? Ceiling.Sparsity.NONE : Ceiling.Sparsity.DENSE,
                    "",
                    "",
                    null,
                    "device",
                    figure.value(),
                    figure.unit(),
                    figure.basis(),
                    figure.grade(),
                    figure.sources(),
                    figure.asOf(),
                    Ceiling.Standing.REFERENCE,
                    figure.note()));
        }
        for (PowerFigure watts : power) {
            own.add(new Ceiling(
                    watts.kind() == PowerFigure.Kind.DESIGN ? Ceiling.Kind.DESIGN_POWER : Ceiling.Kind.POWER,
                    "",
                    Ceiling.Sparsity.NONE,
                    "",
                    "",
                    watts.boundary(),
                    "device",
                    watts.watts(),
                    "W",
                    watts.basis(),
                    watts.grade(),
                    watts.sources(),
                    watts.asOf(),
                    Ceiling.Standing.REFERENCE,
                    watts.note()));
        }
        return List.copyOf(own);
    }

    /** The same with all its limits, more prices behind its own, and measurements of others. */
    HardwareProfile with(List<Ceiling> all, List<PriceObservation> more, List<Anchor> measured) {
        List<PriceObservation> asked = new ArrayList<>(prices);
        asked.addAll(more);
        return new HardwareProfile(
                id,
                name,
                vendor,
                hardwareClass,
                places,
                runMode,
                grade,
                ceilings,
                peakNote,
                hostLink,
                power,
                List.copyOf(asked),
                executionProvider,
                onnxRuntime,
                anchor,
                anchorGrade,
                audit,
                sources,
                all,
                measured);
    }

    /** The design or loaded power, empty when unknown. */
    public Optional<PowerFigure> power(PowerFigure.Kind kind) {
        return power.stream().filter(figure -> figure.kind() == kind).findFirst();
    }

    /** The price of a kind, empty when none was observed. */
    public Optional<PriceObservation> price(PriceObservation.Kind kind) {
        return prices.stream().filter(price -> price.kind() == kind).findFirst();
    }

    /** Whether it belongs to the edge branch. */
    public boolean edge() {
        return hardwareClass == HardwareClass.EDGE;
    }
}
