package dev.assay.cli;

import dev.assay.guidance.why.ExplainedRun;
import dev.assay.guidance.why.StoredRuns;
import dev.assay.guidance.why.Why;
import dev.assay.onnx.GraphCost;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.outline.GraphOutline;
import dev.assay.onnx.outline.KnownShapes;
import dev.assay.onnx.outline.ModelWork;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.SchemeSpec;
import dev.assay.quantization.Scheme;
import dev.assay.quantization.UnknownScheme;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Why each run of a comparison came out as it did. */
final class Explanations {
    private Explanations() {}

    /** The same runs with what explains them. */
    static List<RunDocument> of(List<RunDocument> runs, Path model) throws IOException {
        RunDocument base = runs.stream()
                .filter(run -> run.spec().scheme().name().equals("fp32") && run.measurement() != null)
                .findFirst()
                .orElse(null);
        Measurement any = runs.stream()
                .map(RunDocument::measurement)
                .filter(measurement -> measurement != null)
                .findFirst()
                .orElse(null);
        if (any == null) {
            return runs;
        }
        OnnxModel given = OnnxModel.read(model);
        ModelWork work = ModelWork.of(
                GraphOutline.of(given),
                GraphCost.of(
                        given, KnownShapes.dimensions(given, any.environment().inputShapes())));
        ExplainedRun fp32 = base == null ? null : facts(base);
        return runs.stream()
                .map(run -> {
                    ExplainedRun facts = facts(run);
                    return facts == null
                            ? run
                            : run.explainedBy(Why.explain(facts, run.equals(base) ? null : fp32, work));
                })
                .toList();
    }

    private static @Nullable ExplainedRun facts(RunDocument run) {
        Measurement measurement = run.measurement();
        return measurement == null
                ? null
                : StoredRuns.of(
                        run.spec().scheme().name(),
                        options(run.spec().scheme()),
                        measurement,
                        run.latency() == null ? null : run.latency().medianMs());
    }

    private static Map<String, String> options(SchemeSpec spec) {
        try {
            return Scheme.parse(spec.name(), spec.options()).options();
        } catch (UnknownScheme e) {
            return spec.options(); // a wish such as auto
        }
    }
}
