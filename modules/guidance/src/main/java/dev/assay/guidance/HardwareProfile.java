package dev.assay.guidance;

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
        String sources) {

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
