package dev.assay.worker.job;

import dev.assay.benchmark.Stopwatch;
import dev.assay.onnx.OnnxModel;
import dev.assay.protocol.MeasurementDetails.Point;
import dev.assay.protocol.MeasurementDetails.Search;
import dev.assay.protocol.Phase;
import dev.assay.protocol.SchemeSpec;
import dev.assay.quantization.UnknownScheme;
import dev.assay.quantization.search.AutoScheme;
import dev.assay.quantization.search.SchemeSearch;
import dev.assay.quantization.search.Trial;
import dev.assay.runtime.InferenceException;
import dev.assay.runtime.ModelSession;
import dev.assay.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Resolves the scheme {@code auto}: tries schemes on the model and names the one to take. */
final class SearchPass {
    private SearchPass() {}

    /**
     * Searches.
     *
     * @param calibration examples of real inputs; empty when schemes that need them cannot be tried
     * @param file        where rewritten models may be written, one after the other
     */
    static Frame.Searched run(
            JobOrder order,
            List<Map<String, Tensor>> inputs,
            Path source,
            List<Map<String, Tensor>> calibration,
            Path file,
            FrameWriter frames,
            ParentWatch watch)
            throws SessionTrial.Stopped, IOException, UnknownScheme {
        AutoScheme wish = AutoScheme.of(order.scheme().options());
        Path scratch = Objects.requireNonNull(file.toAbsolutePath().getParent());
        SessionActivations activations = calibration.isEmpty()
                ? null
                : new SessionActivations(
                        calibration, order.threads(), scratch, SessionActivations.GROUP_BYTES, guarding(watch));
        frames.progress(Phase.SEARCHING, 0, "Measuring fp32");
        SessionTrial trial = new SessionTrial(
                OnnxModel.read(source),
                activations,
                inputs.subList(0, Math.min(inputs.size(), Math.max(1, order.fidelityInputs()))),
                order.threads(),
                order.seed(),
                file,
                watch,
                Stopwatch.system());
        Trial.Measured fp32 = trial.reference();
        SchemeSearch.Found found = SchemeSearch.run(
                new SchemeSearch.Wish(wish.goal(), wish.minFidelity(), activations != null),
                fp32,
                trial,
                (what, share) -> frames.progress(Phase.SEARCHING, share, what));
        Set<dev.assay.quantization.search.Point> front = Set.copyOf(found.front());
        List<Point> points = found.points().stream()
                .map(point -> new Point(
                        spec(point),
                        point.medianMillis(),
                        point.bytes(),
                        point.cosine(),
                        front.contains(point),
                        point.equals(found.chosen())))
                .toList();
        return new Frame.Searched(
                spec(found.chosen()),
                new Search(wish.goal().label(), wish.minFidelity(), points, found.note()),
                trial.refusals());
    }

    private static SchemeSpec spec(dev.assay.quantization.search.Point point) {
        return new SchemeSpec(point.scheme().name(), point.scheme().options());
    }

    private static SessionActivations.Watched guarding(ParentWatch watch) {
        return new SessionActivations.Watched() {
            @Override
            public void opened(ModelSession session) throws InferenceException {
                watch.guard(session);
            }

            @Override
            public void closing() {
                watch.release();
            }

            @Override
            public void ran(int pass, int example) {
                // the search tells by itself what it tries
            }
        };
    }
}
