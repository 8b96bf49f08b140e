package dev.assay.webapp.web;

import dev.assay.guidance.statistics.LatencySummary;
import dev.assay.portal.experiments.RunView;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.MeasurementDetails;
import dev.assay.protocol.MeasurementDetails.Energy;
import dev.assay.protocol.MeasurementDetails.ScenarioResult;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a stored run lends to a computation: a throughput at a percentile that was measured, and the watts of its meter.
 *
 * @param label    scheme and device
 * @param at       the percentile or the scenario in words, so that the figure is never shown without it
 * @param rate     answers per second there; null when the samples do not suffice for that percentile
 * @param missing  why there is no rate; empty otherwise
 * @param energy   of its meter, or null when the device had none
 */
public record RunFigures(
        UUID id,
        UUID experiment,
        String label,
        String at,
        @Nullable Double rate,
        @Nullable Double millis,
        String missing,
        @Nullable Energy energy) {

    /** What the percentiles are called in addresses and for readers. */
    static final List<String[]> PERCENTILES = List.of(
            new String[] {"median", "the median latency"},
            new String[] {"p90", "the 90th percentile"},
            new String[] {"p95", "the 95th percentile"},
            new String[] {"p99", "the 99th percentile"},
            new String[] {"scenario", "the rate of its scenario"});

    /** Where its page is. */
    public String href() {
        return "/experiments/" + experiment;
    }

    /**
     * The figures of a run at a percentile.
     *
     * @param asked one of {@link #PERCENTILES}; another word is the median
     * @return empty when the run was not measured, or when its latencies may not be used
     */
    static Optional<RunFigures> of(RunView run, String asked) {
        Measurement measurement = run.measurement();
        LatencySummary latency = run.latency();
        if (measurement == null
                || latency == null
                || measurement.validity().status() == Measurement.Validity.Status.INVALID) {
            return Optional.empty();
        }
        MeasurementDetails details = measurement.details();
        ScenarioResult scenario = details.scenario();
        Format format = new Format();
        String variant = RunRow.variant(run.scheme());
        String label = run.scheme().name() + (variant.isEmpty() ? "" : " (" + variant + ")") + " on " + run.device();
        String at;
        Double rate;
        Double millis = null;
        String missing = "";
        if (asked.equals("scenario")) {
            rate = scenario == null || !(scenario.samplesPerSecond() > 0) ? null : scenario.samplesPerSecond();
            at = scenario == null
                    ? "its scenario"
                    : "scenario " + scenario.scenario()
                            + (scenario.boundMillis() == null
                                    ? ""
                                    : ", 99 % within " + format.plain(scenario.boundMillis()) + " ms");
            missing = rate == null
                    ? "The run has no rate of its own: it answered one request after the other. Choose a percentile."
                    : "";
        } else {
            millis = switch (asked) {
                case "p90" -> latency.p90().ms();
                case "p95" -> latency.p95().ms();
                case "p99" -> latency.p99().ms();
                default -> Double.valueOf(latency.medianMs());
            };
            rate = millis == null ? null : 1000 / millis;
            at = millis == null
                    ? asked
                    : (asked.startsWith("p") ? asked + " at most " : "median ") + format.ms(millis)
                            + " ms, one request after the other";
            missing = millis == null
                    ? "The run has " + format.count(latency.samples()) + " samples, too few for " + asked
                            + "; choose the median or measure for longer."
                    : "";
        }
        return Optional.of(
                new RunFigures(run.id(), run.experiment(), label, at, rate, millis, missing, details.energy()));
    }
}
