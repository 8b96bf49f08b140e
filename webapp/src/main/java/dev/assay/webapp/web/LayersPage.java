package dev.assay.webapp.web;

import dev.assay.portal.experiments.ExperimentView;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.MeasurementDetails;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a scheme did to the model, layer by layer, for one run of an experiment. */
@Named("layersPage")
@RequestScoped
public class LayersPage {
    @Inject
    ExperimentPage page;

    private @Nullable String run;
    private List<Side> sides = List.of();
    private @Nullable Side chosen;
    private LayerTable table = new LayerTable(List.of(), null);

    public void load() throws IOException {
        page.load();
        ExperimentView experiment = page.getExperiment();
        if (experiment == null) {
            return;
        }
        sides = Side.of(experiment.runs());
        Side found = Side.choose(sides, run, side -> !side.layers().isEmpty(), side -> side.quantization() != null)
                .orElse(null);
        chosen = found;
        if (found != null) {
            Measurement.QuantizationSummary summary = found.quantization();
            table = LayerTable.of(found.layers(), summary == null ? null : summary.firstBadLayer());
        }
    }

    public List<RunPick> getPicks() {
        return Side.picks(sides, chosen);
    }

    public @Nullable Side getChosen() {
        return chosen;
    }

    public LayerTable getTable() {
        return table;
    }

    /** The sentence that opens the page. */
    public String getSentence() {
        Side shown = chosen;
        if (shown == null) {
            return "No run of this experiment was measured, so there is nothing to show layer by layer.";
        }
        Measurement.QuantizationSummary summary = shown.quantization();
        if (summary == null) {
            return "fp32 is the model as it was given: nothing was rewritten.";
        }
        if (!table.rows().isEmpty()) {
            return table.getSentence();
        }
        return shown.scheme().name() + " rewrote " + new Format().plural(summary.quantized(), "node") + ".";
    }

    /** Why there is no table of layers, or nothing. */
    public String getAbsence() {
        Side shown = chosen;
        if (shown == null || !table.rows().isEmpty()) {
            return "";
        }
        if (shown.quantization() == null) {
            MeasurementDetails.Versus versus = versus();
            return versus != null && versus.second() == null
                    ? "fp32 has no layers to compare, and of " + versus.scheme().name()
                            + ", which was measured in turns"
                            + " with it, this run tells the latency alone: its agent is older than this page. Run it again"
                            + " to get its layers."
                    : sides.size() > 1
                            ? "The reference has no layers to compare; choose another scheme above."
                            : "The reference has no layers to compare; add another scheme to the experiment.";
        }
        return "This run carries no comparison of layers: its agent is older than this page, or the pass was left out"
                + " for lack of time. Run it again to get one.";
    }

    public MeasurementDetails.@Nullable Calibration getCalibration() {
        Side shown = chosen;
        return shown == null ? null : shown.calibration();
    }

    private MeasurementDetails.@Nullable Versus versus() {
        Side shown = chosen;
        Measurement measurement = shown == null ? null : shown.run().measurement();
        return measurement == null ? null : measurement.details().versus();
    }

    /** Why no calibration is shown. */
    public String getUncalibrated() {
        return "None: this scheme fixes nothing in advance.";
    }

    /** Bytes of the constants by element type, the most first: "21.6 MB int8, 0.1 MB float32". */
    public String getTypes() {
        Side shown = chosen;
        Measurement.QuantizationSummary summary = shown == null ? null : shown.quantization();
        Format format = new Format();
        return summary == null
                ? ""
                : summary.bytesByType().entrySet().stream()
                        .sorted((a, b) -> Long.compare(b.getValue(), a.getValue()))
                        .map(type -> format.bytes(type.getValue()) + " " + type.getKey())
                        .collect(java.util.stream.Collectors.joining(", "));
    }

    /** The options of the scheme, in words. */
    public String getOptions() {
        Side shown = chosen;
        return shown == null
                ? ""
                : new java.util.TreeMap<>(shown.scheme().options())
                        .entrySet().stream()
                                .filter(option -> !option.getValue().isEmpty())
                                .map(option -> option.getKey() + " = " + option.getValue())
                                .collect(java.util.stream.Collectors.joining(", "));
    }

    /** The examples used for calibration, ranges written short. */
    public String indices(List<Integer> indices) {
        return Indices.words(indices);
    }

    public List<SkippedNodes> getSkipped() {
        Side shown = chosen;
        Measurement.QuantizationSummary summary = shown == null ? null : shown.quantization();
        return summary == null ? List.of() : SkippedNodes.of(summary.skippedNodes());
    }

    /** The form of an experiment that leaves this node in floating point. */
    public String exempt(String node) {
        Side shown = Objects.requireNonNull(chosen);
        return ExperimentLink.like(Objects.requireNonNull(page.getExperiment()))
                .device(shown.run())
                .scheme(dev.assay.protocol.SchemeSpec.of("fp32"))
                .scheme(ExperimentLink.without(shown.scheme(), node))
                .href();
    }

    /** Whether nodes can be exempted from this scheme. */
    public boolean isExemptible() {
        Side shown = chosen;
        return shown != null && SchemeControls.knows(shown.scheme().name(), "exclude");
    }

    /** What the form of chosen layers sends along. */
    public List<Map.Entry<String, String>> getCarried() {
        Side shown = Objects.requireNonNull(chosen);
        return ExperimentLink.like(Objects.requireNonNull(page.getExperiment()))
                .device(shown.run())
                .scheme(dev.assay.protocol.SchemeSpec.of("fp32"))
                .scheme(shown.scheme())
                .fields()
                .toList();
    }

    public @Nullable String getRun() {
        return run;
    }

    public void setRun(@Nullable String run) {
        this.run = run;
    }
}
