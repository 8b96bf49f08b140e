package dev.assay.webapp.web;

import dev.assay.portal.experiments.RunView;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.MeasurementDetails;
import dev.assay.protocol.SchemeSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The rewritten model that a page of layers or of the graph is about: that of a run, or the second one of a run that
 * measured two schemes in turns.
 *
 * @param second       whether it is the second one
 * @param quantization what the scheme did; null for {@code fp32}
 * @param calibration  null when the scheme looked at nothing
 * @param graph        null when the runtime did not tell
 * @param profile      null when the runtime did not tell
 */
public record Side(
        RunView run,
        boolean second,
        SchemeSpec scheme,
        long modelBytes,
        String modelSha256,
        Measurement.@Nullable QuantizationSummary quantization,
        MeasurementDetails.@Nullable Calibration calibration,
        List<MeasurementDetails.Layer> layers,
        MeasurementDetails.@Nullable OptimizedGraph graph,
        MeasurementDetails.@Nullable Profile profile) {
    private static final String SECOND = ".b";

    public Side {
        layers = List.copyOf(layers);
    }

    /** What the address calls it. */
    public String key() {
        return run.id() + (second ? SECOND : "");
    }

    /** Everything that was measured, the second scheme of a run behind its first. */
    static List<Side> of(List<RunView> runs) {
        List<Side> sides = new ArrayList<>();
        for (RunView run : runs) {
            Measurement measurement = run.measurement();
            if (measurement == null) {
                continue;
            }
            MeasurementDetails details = measurement.details();
            sides.add(new Side(
                    run,
                    false,
                    run.scheme(),
                    measurement.modelBytes(),
                    measurement.modelSha256(),
                    measurement.quantization(),
                    details.calibration(),
                    details.layers(),
                    details.graph(),
                    details.profile()));
            MeasurementDetails.Versus versus = details.versus();
            MeasurementDetails.Second other = versus == null ? null : versus.second();
            if (versus != null && other != null) {
                sides.add(new Side(
                        run,
                        true,
                        versus.scheme(),
                        versus.modelBytes(),
                        other.modelSha256(),
                        other.quantization(),
                        other.calibration(),
                        other.layers(),
                        other.graph(),
                        other.profile()));
            }
        }
        return sides;
    }

    /** The one that the address names; else the first with what the page shows; else the first. */
    @SafeVarargs
    static Optional<Side> choose(List<Side> sides, @Nullable String asked, Predicate<Side>... shows) {
        Optional<Side> chosen =
                sides.stream().filter(side -> side.key().equals(asked)).findFirst();
        for (Predicate<Side> wish : shows) {
            chosen = chosen.or(() -> sides.stream().filter(wish).findFirst());
        }
        return chosen.or(() -> sides.stream().findFirst());
    }

    /** What the page lets choose from. */
    static List<RunPick> picks(List<Side> sides, @Nullable Side chosen) {
        boolean oneDevice =
                sides.stream().map(side -> side.run().deviceId()).distinct().count() == 1;
        return sides.stream()
                .map(side -> new RunPick(
                        side.key(),
                        side.scheme().name(),
                        side.label(oneDevice),
                        chosen != null && chosen.key().equals(side.key())))
                .toList();
    }

    private String label(boolean oneDevice) {
        String own = RunPick.label(scheme, oneDevice ? "" : run.device());
        return second ? own + ", in turns with " + run.scheme().name() : own;
    }
}
