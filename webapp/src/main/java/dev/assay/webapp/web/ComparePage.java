package dev.assay.webapp.web;

import dev.assay.guidance.Judgement;
import dev.assay.portal.Refusal;
import dev.assay.portal.experiments.Comparison;
import dev.assay.portal.experiments.ExperimentFilter;
import dev.assay.portal.experiments.ExperimentView;
import dev.assay.portal.experiments.Experiments;
import dev.assay.portal.experiments.RunView;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs side by side; the address names them. */
@Named("comparePage")
@RequestScoped
public class ComparePage {
    private static final int NEWEST = 8;

    /** A run that can be chosen. */
    public record Choice(RunRow row, String model, Instant created) {}

    @Inject
    Experiments experiments;

    @Inject
    HttpServletRequest request;

    private List<Choice> choices = List.of();
    private @Nullable String runs;
    private @Nullable String problem;
    private List<RunRow> rows = List.of();
    private List<String> differences = List.of();
    private List<Judgement.Comparison> ratios = List.of();
    private @Nullable Pair pair;
    private List<Beyond> turns = List.of();

    public void load() {
        List<String> words = named(runs, request.getParameterValues("run"));
        if (words.isEmpty()) {
            choices = newest();
            return;
        }
        List<UUID> ids = words.stream()
                .flatMap(word -> Answers.uuid(word).stream())
                .distinct()
                .toList();
        if (ids.size() != words.size()) {
            problem = "One of the runs in the address is not the id of a run; take the link from a result page.";
            return;
        }
        try {
            Comparison comparison = experiments.compare(ids);
            Map<UUID, String> models = comparison.runs().stream()
                    .map(RunView::experiment)
                    .distinct()
                    .flatMap(id -> experiments.find(id).stream())
                    .collect(Collectors.toMap(ExperimentView::id, ExperimentView::modelName));
            boolean oneModel = models.values().stream().distinct().count() <= 1;
            rows = RunRow.of(comparison.runs(), comparison.ratios(), List.of(), oneModel ? Map.of() : models);
            differences = comparison.differences();
            ratios = comparison.ratios();
            List<RunView> measured = comparison.runs().stream()
                    .filter(run -> run.measurement() != null)
                    .toList();
            turns = measured.stream()
                    .flatMap(Beyond::of)
                    .filter(beyond -> beyond.details().versus() != null)
                    .toList();
            if (measured.size() == 2 && rows.size() == 2) {
                pair = pair(measured.get(0), measured.get(1));
            }
        } catch (Refusal refusal) {
            problem = refusal.sentence();
        }
    }

    private Pair pair(RunView a, RunView b) {
        return Pair.of(
                a,
                b,
                experiments.samples(a.id()),
                experiments.samples(b.id()),
                experiments.find(a.experiment()).orElseThrow(),
                experiments.find(b.experiment()).orElseThrow());
    }

    /** Two runs held against each other; null unless exactly two were measured. */
    public @Nullable Pair getPair() {
        return pair;
    }

    /** Those of the runs that were themselves comparisons in turns. */
    public List<Beyond> getTurns() {
        return turns;
    }

    /** The runs that an address names: joined by commas, or chosen one by one in the form of this page. */
    static List<String> named(@Nullable String joined, String @Nullable [] chosen) {
        return Stream.concat(
                        joined == null ? Stream.empty() : Arrays.stream(joined.split(",", -1)),
                        chosen == null ? Stream.empty() : Arrays.stream(chosen))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .distinct()
                .toList();
    }

    private List<Choice> newest() {
        return experiments.list(ExperimentFilter.ALL, null, NEWEST).items().stream()
                .flatMap(card -> experiments.find(card.id()).stream())
                .flatMap(experiment -> RunRow.of(experiment.runs(), List.of(), List.of()).stream()
                        .filter(RunRow::measured)
                        .map(row -> new Choice(row, experiment.modelName(), experiment.created())))
                .toList();
    }

    /** Measured runs to choose from while none is chosen. */
    public List<Choice> getChoices() {
        return choices;
    }

    public @Nullable String getRuns() {
        return runs;
    }

    public void setRuns(@Nullable String runs) {
        this.runs = runs;
    }

    public @Nullable String getProblem() {
        return problem;
    }

    public List<RunRow> getRows() {
        return rows;
    }

    public List<String> getDifferences() {
        return differences;
    }

    public List<Judgement.Comparison> getRatios() {
        return ratios;
    }

    /** The sentence that opens the page. */
    public String getSentence() {
        Pair both = pair;
        if (both != null) {
            return both.sentence();
        }
        return switch (rows.size()) {
            case 0 -> "Runs side by side.";
            case 1 -> rows.get(0).label() + ".";
            default -> rows.size() + " runs side by side.";
        };
    }

    /** The latencies of all runs as a plot. */
    public String getDistribution() {
        return ChartJson.distribution(
                rows.stream()
                        .filter(RunRow::measured)
                        .map(row -> new ChartJson.Curve(
                                row.label(), row.scheme(), experiments.samples(row.id()), row.isInvalid()))
                        .toList(),
                null,
                "");
    }
}
