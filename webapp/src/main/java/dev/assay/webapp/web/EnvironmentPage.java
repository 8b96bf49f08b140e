package dev.assay.webapp.web;

import dev.assay.portal.experiments.ExperimentView;
import dev.assay.portal.experiments.RunView;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.MeasurementDetails;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Under which conditions one run of an experiment was measured, and what the measuring itself costs. */
@Named("environmentPage")
@RequestScoped
public class EnvironmentPage {
    /** Medians of the starts further apart than this are no repetition. */
    static final double STARTS_AGREE = 0.02;

    @Inject
    ExperimentPage page;

    private @Nullable String run;
    private @Nullable RunView chosen;

    /** A part of a start; the memory is null where it was not taken. */
    public record Stage(
            String name, double milliseconds, @Nullable Long bytes) {}

    public void load() throws IOException {
        page.load();
        ExperimentView experiment = page.getExperiment();
        if (experiment != null) {
            chosen = RunPick.choose(experiment.runs(), run).orElse(null);
        }
    }

    public List<RunPick> getPicks() {
        return RunPick.of(Objects.requireNonNull(page.getExperiment()).runs(), chosen);
    }

    public @Nullable RunView getChosen() {
        return chosen;
    }

    private @Nullable Measurement measurement() {
        RunView shown = chosen;
        return shown == null ? null : shown.measurement();
    }

    private MeasurementDetails details() {
        Measurement measurement = measurement();
        return measurement == null ? MeasurementDetails.NONE : measurement.details();
    }

    /** The sentence that opens the page. */
    public String getSentence() {
        RunView shown = chosen;
        Measurement measurement = measurement();
        if (shown == null || measurement == null) {
            return "No run of this experiment was measured, so no conditions were recorded.";
        }
        Measurement.Environment environment = measurement.environment();
        return shown.scheme().name() + " ran on " + environment.device().cpuModel() + " with "
                + new Format().plural(environment.threads(), "thread") + " and ONNX Runtime "
                + environment.device().runtime() + ".";
    }

    public @Nullable Conditions getConditions() {
        RunView shown = chosen;
        return shown == null ? null : Conditions.of(shown).findFirst().orElse(null);
    }

    /** What one query costs beyond the call of the runtime. */
    public String getHarness() {
        MeasurementDetails.Harness harness = details().harness();
        return harness == null ? "Not measured: the agent of this run is older than this page." : harness(harness);
    }

    static String harness(MeasurementDetails.Harness harness) {
        Format format = new Format();
        return "Clock, choice of the input and bookkeeping take "
                + (harness.perCallNanos() < 1000
                        ? format.plain(harness.perCallNanos()) + " ns"
                        : format.plain(harness.perCallNanos() / 1000) + " µs")
                + " for each query, measured around an empty call: " + format.percent(harness.share())
                + " of the median latency.";
    }

    public List<Stage> getStages() {
        MeasurementDetails.Stages stages = details().stages();
        return stages == null
                ? List.of()
                : List.of(
                        new Stage("Cold load, in a fresh process", stages.coldLoadMillis(), stages.coldLoadPeakBytes()),
                        new Stage("Warm load, once more in the same process", stages.warmLoadMillis(), null),
                        new Stage("First run", stages.firstRunMillis(), stages.firstRunPeakBytes()),
                        new Stage(
                                "Steady state, median while memory is sampled",
                                stages.steadyMedianMillis(),
                                stages.steadyPeakBytes()));
    }

    public List<MeasurementDetails.ProcessStart> getStarts() {
        return details().starts();
    }

    /** Whether the starts repeat each other, in words. */
    public String getStartsSentence() {
        return starts(details().starts());
    }

    static String starts(List<MeasurementDetails.ProcessStart> starts) {
        double low = starts.stream()
                .mapToDouble(MeasurementDetails.ProcessStart::medianNanos)
                .min()
                .orElse(0);
        double high = starts.stream()
                .mapToDouble(MeasurementDetails.ProcessStart::medianNanos)
                .max()
                .orElse(0);
        double spread = low > 0 ? high / low - 1 : 0;
        Format format = new Format();
        return "The medians of " + format.plural(starts.size(), "process start") + " lie within "
                + format.percent(spread)
                + (spread <= STARTS_AGREE
                        ? ": the figure repeats."
                        : ", more than the 2 % of a quiet machine: read the latency with that spread in mind.");
    }

    public boolean isEnergyMeasured() {
        return details().energy() != null;
    }

    /** The energy of one run, or why there is none. */
    public String getEnergy() {
        RunView shown = chosen;
        return shown != null && details().energy() != null
                ? new Beyond(shown, "", details()).energySentence()
                : "Not measured: no power meter can be read on this device, or the pass was not asked for.";
    }

    public @Nullable String getRun() {
        return run;
    }

    public void setRun(@Nullable String run) {
        this.run = run;
    }
}
