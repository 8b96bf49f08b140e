package dev.assay.guidance;

import static dev.assay.guidance.Prose.number;
import static dev.assay.guidance.Prose.text;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Power under load at a boundary.
 *
 * @param how      words that say how it was had: {@code at the wall}
 * @param weakness why the figure behind it is weak, as the end of a sentence; null when it is not
 */
record LoadPower(
        double watts, String how, Grade grade, @Nullable String weakness) {
    Operand operand(HardwareProfile profile) {
        return new Operand("power under load", watts, "W", null, profile.id(), grade);
    }

    /**
     * Power under load as the budget counts it. At the wall: a wall reading, else the vendor's figure times a factor for
     * supply and board. Inside the wall: a figure from inside; a wall reading is then only an upper bound and eliminates
     * nobody.
     */
    static Optional<LoadPower> of(HardwareProfile profile, PowerBoundary boundary, double vendorFactor) {
        Optional<PowerFigure> loaded = profile.power(PowerFigure.Kind.LOADED);
        Optional<PowerFigure> wall = loaded.filter(figure -> figure.boundary() == PowerBoundary.WALL);
        Optional<PowerFigure> inside = loaded.filter(figure -> figure.boundary() != PowerBoundary.WALL)
                .or(() -> profile.power(PowerFigure.Kind.DESIGN));
        if (boundary == PowerBoundary.WALL) {
            return wall.map(figure -> new LoadPower(figure.watts(), "at the wall", figure.grade(), weakness(figure)))
                    .or(() -> inside.map(figure -> new LoadPower(
                            figure.watts() * vendorFactor,
                            text(
                                    "at the wall by estimate (%s W %s x %s)",
                                    number(figure.watts()), figure.boundary().label(), number(vendorFactor)),
                            figure.grade(),
                            weakness(figure))));
        }
        return inside.map(figure ->
                new LoadPower(figure.watts(), "(" + figure.boundary().label() + ")", figure.grade(), weakness(figure)));
    }

    private static @Nullable String weakness(PowerFigure figure) {
        return figure.weak() ? figure.weakness() : null;
    }
}
