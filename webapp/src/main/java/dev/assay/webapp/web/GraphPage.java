package dev.assay.webapp.web;

import dev.assay.portal.experiments.ExperimentView;
import dev.assay.protocol.MeasurementDetails;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the time of one run of an experiment goes, node by node, and what the runtime made of the graph. */
@Named("graphPage")
@RequestScoped
public class GraphPage {
    @Inject
    ExperimentPage page;

    private @Nullable String run;
    private List<Side> sides = List.of();
    private @Nullable Side chosen;
    private @Nullable NodeTable nodes;

    /** A name and a number, for lists of operators. */
    public record Count(String name, int count) {}

    public void load() throws IOException {
        page.load();
        ExperimentView experiment = page.getExperiment();
        if (experiment == null) {
            return;
        }
        sides = Side.of(experiment.runs());
        Side found = Side.choose(sides, run, side -> side.profile() != null).orElse(null);
        chosen = found;
        MeasurementDetails.Profile profile = found == null ? null : found.profile();
        nodes = profile == null || profile.nodes().isEmpty() ? null : NodeTable.of(profile);
    }

    public List<RunPick> getPicks() {
        return Side.picks(sides, chosen);
    }

    public @Nullable Side getChosen() {
        return chosen;
    }

    /** Time by node, or null without a profile. */
    public @Nullable NodeTable getNodes() {
        return nodes;
    }

    /** The sentence that opens the page. */
    public String getSentence() {
        if (chosen == null) {
            return "No run of this experiment was measured, so there is no graph to show.";
        }
        NodeTable table = nodes;
        return table == null ? "The graph of " + chosen.scheme().name() + "." : table.getSentence();
    }

    /** Why there is no time by node, or nothing. */
    public String getAbsence() {
        return chosen == null || nodes != null
                ? ""
                : "There is no time by node: the profile is a pass of its own, and this run's agent did not make it."
                        + " Run it again with an up-to-date agent.";
    }

    public MeasurementDetails.@Nullable OptimizedGraph getOptimized() {
        Side shown = chosen;
        return shown == null ? null : shown.graph();
    }

    /** Counts, the largest first. */
    public List<Count> counts(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .map(entry -> new Count(entry.getKey(), entry.getValue()))
                .sorted((a, b) ->
                        a.count() == b.count() ? a.name().compareTo(b.name()) : Integer.compare(b.count(), a.count()))
                .toList();
    }

    public @Nullable String getRun() {
        return run;
    }

    public void setRun(@Nullable String run) {
        this.run = run;
    }
}
