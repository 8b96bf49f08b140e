package dev.assay.webapp.web;

import dev.assay.guidance.Judgement;
import dev.assay.portal.Refusal;
import dev.assay.portal.experiments.Comparison;
import dev.assay.portal.experiments.Experiments;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Runs side by side; the address names them. */
@Named("comparePage")
@RequestScoped
public class ComparePage {
    @Inject
    Experiments experiments;

    private @Nullable String runs;
    private @Nullable String problem;
    private List<RunRow> rows = List.of();
    private List<String> differences = List.of();
    private List<Judgement.Comparison> ratios = List.of();

    public void load() {
        if (runs == null || runs.isBlank()) {
            return;
        }
        List<String> words = Arrays.stream(runs.split(",")).map(String::strip).toList();
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
            rows = RunRow.of(comparison.runs(), comparison.ratios(), List.of());
            differences = comparison.differences();
            ratios = comparison.ratios();
        } catch (Refusal refusal) {
            problem = refusal.sentence();
        }
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
        if (ratios.size() == 1) {
            return ratios.get(0).sentence();
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
                        .map(row -> new ChartJson.Curve(row.label(), row.scheme(), experiments.samples(row.id())))
                        .toList(),
                null,
                "");
    }
}
