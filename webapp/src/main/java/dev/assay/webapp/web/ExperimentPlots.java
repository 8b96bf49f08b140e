package dev.assay.webapp.web;

import dev.assay.guidance.Judgement;
import dev.assay.guidance.Objectives;
import dev.assay.guidance.statistics.LatencySummary;
import dev.assay.guidance.statistics.PercentileBound;
import dev.assay.portal.experiments.ExperimentView;
import dev.assay.portal.experiments.RunView;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.MeasurementDetails.Search;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The plots of an experiment: which points they show, which latency they speak of, which point is the best. */
final class ExperimentPlots {
    /** A percentile that objectives name: how it is called and where it is found. */
    record Percentile(
            String name,
            Function<Objectives, @Nullable Double> limit,
            Function<LatencySummary, PercentileBound> bound) {}

    private static final List<Percentile> PERCENTILES = List.of(
            new Percentile("p95", Objectives::p95Ms, LatencySummary::p95),
            new Percentile("p90", Objectives::p90Ms, LatencySummary::p90),
            new Percentile("p99", Objectives::p99Ms, LatencySummary::p99),
            new Percentile("p50", Objectives::p50Ms, LatencySummary::p50));

    private final ExperimentView experiment;
    private final List<RunView> measured;
    private final @Nullable Percentile shown;
    private final List<FrontJson.Dot> dots;

    ExperimentPlots(ExperimentView experiment) {
        this.experiment = experiment;
        measured = experiment.runs().stream()
                .filter(run -> run.measurement() != null && run.latency() != null)
                .toList();
        // A bound serves as an axis only when every run has enough samples for it.
        shown = asked(experiment.objectives())
                .filter(p -> measured.stream()
                        .allMatch(run -> p.bound()
                                        .apply(Objects.requireNonNull(run.latency()))
                                        .ms()
                                != null))
                .orElse(null);
        dots = measured.stream().map(this::dot).toList();
    }

    /** The first percentile with an objective. */
    static Optional<Percentile> asked(Objectives objectives) {
        return PERCENTILES.stream()
                .filter(p -> p.limit().apply(objectives) != null)
                .findFirst();
    }

    private FrontJson.Dot dot(RunView run) {
        LatencySummary latency = Objects.requireNonNull(run.latency());
        var measurement = Objects.requireNonNull(run.measurement());
        var fidelity = measurement.fidelity();
        Percentile percentile = shown;
        Double bound =
                percentile == null ? null : percentile.bound().apply(latency).ms();
        String variant = RunRow.variant(run.scheme());
        return new FrontJson.Dot(
                run.scheme().name() + (variant.isEmpty() ? "" : " (" + variant + ")") + " on " + run.device(),
                run.scheme().name(),
                bound == null ? latency.medianMs() : bound,
                fidelity == null ? 1 : fidelity.cosine(),
                measurement.modelBytes(),
                measurement.validity().status() == Measurement.Validity.Status.INVALID);
    }

    private FrontJson.Marks marks() {
        Objectives objectives = experiment.objectives();
        Percentile percentile = shown;
        return new FrontJson.Marks(
                percentile == null ? "p50" : percentile.name(),
                percentile == null ? null : percentile.limit().apply(objectives),
                objectives.minFidelity(),
                objectives.maxBytes(),
                best());
    }

    /** The fastest of the runs that meet every objective; empty when none does or none was asked. */
    private OptionalInt best() {
        Judgement judgement = experiment.judgement();
        if (judgement == null || experiment.objectives().isEmpty()) {
            return OptionalInt.empty();
        }
        List<String> met = judgement.objectives().metBy();
        int best = -1;
        for (int i = 0; i < dots.size(); i++) {
            if (met.contains(measured.get(i).id().toString())
                    && (best < 0 || dots.get(i).milliseconds() < dots.get(best).milliseconds())) {
                best = i;
            }
        }
        return best < 0 ? OptionalInt.empty() : OptionalInt.of(best);
    }

    /** Which point is ringed, in words; empty when none is. */
    String bestSentence() {
        OptionalInt best = best();
        return best.isEmpty()
                ? ""
                : "Ringed: " + dots.get(best.getAsInt()).label() + ", the fastest that meets every objective.";
    }

    String fidelity() {
        return FrontJson.fidelity(dots, marks());
    }

    String size() {
        return FrontJson.size(dots, marks());
    }

    /** What a search tried, as dots; the chosen one is ringed. */
    static List<FrontJson.Dot> dots(Search search) {
        return search.points().stream()
                .map(point -> {
                    String variant = RunRow.variant(point.scheme());
                    return new FrontJson.Dot(
                            point.scheme().name() + (variant.isEmpty() ? "" : " (" + variant + ")"),
                            point.scheme().name(),
                            point.medianMillis(),
                            point.cosine(),
                            point.bytes(),
                            false);
                })
                .toList();
    }

    static FrontJson.Marks marks(Search search) {
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < search.points().size(); i++) {
            if (search.points().get(i).chosen()) {
                chosen.add(i);
            }
        }
        return new FrontJson.Marks(
                "p50",
                null,
                search.minFidelity(),
                null,
                chosen.isEmpty() ? OptionalInt.empty() : OptionalInt.of(chosen.get(0)));
    }
}
