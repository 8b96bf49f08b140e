package dev.assay.guidance.energy;

import dev.assay.guidance.InputCheck;
import dev.assay.guidance.InvalidGuidanceInput;
import dev.assay.protocol.MeasurementDetails.Energy;
import java.util.Optional;

/**
 * Energy of one inference (or one token): all that is drawn meanwhile, and the part that idling would not have drawn.
 *
 * @param idleWatts  drawn anyway
 * @param loadWatts  drawn while inferring, at least the idle power
 * @param seconds    of one inference
 */
public record InferenceEnergy(EnergyBoundary boundary, double idleWatts, double loadWatts, double seconds) {
    public InferenceEnergy {
        new InputCheck()
                .from0("idleWatts", "the idle power", idleWatts, "W", 1e9)
                .above0("loadWatts", "the power under load", loadWatts, "W", 1e9)
                .that(
                        !(loadWatts < idleWatts),
                        "loadWatts",
                        "The power under load lies below the idle power; swap the two or correct one.")
                .above0("seconds", "the time of an inference", seconds, "s", 1e6)
                .done();
    }

    /**
     * What a stored run drew; empty when its meter showed no difference between idling and working, from which no time
     * of an inference follows.
     */
    public static Optional<InferenceEnergy> of(Energy stored) {
        double above = stored.activeWatts() - stored.idleWatts();
        return above > 0 && stored.joulesPerRun() > 0 && stored.idleWatts() >= 0
                ? Optional.of(new InferenceEnergy(
                        EnergyBoundary.of(stored),
                        stored.idleWatts(),
                        stored.activeWatts(),
                        stored.joulesPerRun() / above))
                : Optional.empty();
    }

    /** {@code P_load * t}. */
    public double totalJoules() {
        return loadWatts * seconds;
    }

    /** {@code (P_load - P_idle) * t}. */
    public double dynamicJoules() {
        return (loadWatts - idleWatts) * seconds;
    }

    /**
     * This energy over the other's: below 1 it is the thriftier one.
     *
     * @throws InvalidGuidanceInput when the two do not include the same
     */
    public double over(InferenceEnergy other) {
        new InputCheck()
                .that(
                        boundary.equals(other.boundary()),
                        "boundary",
                        "Energy at the boundary " + boundary.text() + " does not compare with energy at the boundary "
                                + other.boundary().text() + "; measure both at the same one.")
                .that(
                        boundary.kind() != EnergyBoundary.Kind.UNSTATED,
                        "boundary",
                        "Nobody says what these figures include, so they do not compare.")
                .done();
        return totalJoules() / other.totalJoules();
    }
}
