package dev.assay.webapp.web;

import dev.assay.onnx.ModelFacts;
import dev.assay.onnx.TensorInfo;
import dev.assay.portal.experiments.ExperimentCard;
import dev.assay.portal.experiments.ExperimentFilter;
import dev.assay.portal.experiments.Experiments;
import dev.assay.portal.models.ModelView;
import dev.assay.portal.models.Models;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is known about one model without running it, and its latest experiments. */
@Named("modelPage")
@RequestScoped
public class ModelPage {
    private static final int LATEST = 5;

    /**
     * A line of a table with a bar.
     *
     * @param share of the largest line, 0 to 100
     */
    public record Bar(String name, long value, double share, double percent) {}

    @Inject
    Models models;

    @Inject
    Experiments experiments;

    private String sha = "";
    private @Nullable ModelView model;

    public void load() throws IOException {
        model = models.find(sha).orElse(null);
        if (model == null) {
            Answers.notFound("There is no model " + sha + "; it may have been named differently.");
        }
    }

    public String getSha() {
        return sha;
    }

    public void setSha(String sha) {
        this.sha = sha;
    }

    public @Nullable ModelView getModel() {
        return model;
    }

    /** Operators by the work they do, largest first. */
    public List<Bar> getFlops() {
        return bars(facts().flopsByOp());
    }

    /** Operators by how often they occur. */
    public List<Bar> getOps() {
        return bars(facts().ops().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().longValue())));
    }

    /** Stored numbers by element type. */
    public List<Bar> getBytes() {
        return bars(facts().bytesByType());
    }

    /** What a caller must provide or gets back: {@code input_ids  int64  batch x 128}. */
    public String shape(TensorInfo tensor) {
        return tensor.shape().isEmpty() ? "scalar" : String.join(" × ", tensor.shape());
    }

    /** The sizes that the operation count assumes: {@code batch_size = 1, sequence_length = 128}. */
    public String getAssumed() {
        return facts().assumedDimensions().entrySet().stream()
                .map(entry -> entry.getKey() + " = " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    /** Operator sets: {@code ai.onnx 14, com.microsoft 1}. */
    public String getDomains() {
        return facts().domains().entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    public List<ExperimentCard> getLatest() {
        return experiments
                .list(new ExperimentFilter(null, sha, null), null, LATEST)
                .items();
    }

    private ModelFacts facts() {
        return Objects.requireNonNull(model).facts();
    }

    static List<Bar> bars(Map<String, Long> values) {
        long largest = values.values().stream().mapToLong(Long::longValue).max().orElse(0);
        double total = values.values().stream().mapToLong(Long::longValue).sum();
        return values.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .map(entry -> new Bar(
                        entry.getKey(), entry.getValue(), 100.0 * entry.getValue() / largest, entry.getValue() / total))
                .toList();
    }
}
