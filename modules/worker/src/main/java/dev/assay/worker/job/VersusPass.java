package dev.assay.worker.job;

import dev.assay.benchmark.Conditions;
import dev.assay.benchmark.HostCounters;
import dev.assay.benchmark.InputOrder;
import dev.assay.benchmark.Interleaved;
import dev.assay.benchmark.PairedRatio;
import dev.assay.benchmark.Stopwatch;
import dev.assay.benchmark.TimedRun;
import dev.assay.benchmark.ValidityGates;
import dev.assay.benchmark.WarmUp;
import dev.assay.protocol.Measurement.Validity;
import dev.assay.protocol.MeasurementDetails.Versus;
import dev.assay.protocol.Phase;
import dev.assay.runtime.InferenceException;
import dev.assay.runtime.ModelSession;
import dev.assay.runtime.SessionSettings;
import dev.assay.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Two models in one process, timed in turns; their ratio does not depend on what both suffer alike. */
final class VersusPass {
    private static final Conditions UNKNOWN = new Conditions(null, null, null, null, null, null, null, null, null);

    private final JobOrder order;
    private final List<Map<String, Tensor>> inputs;
    private final FrameWriter frames;
    private final Stopwatch stopwatch;

    VersusPass(JobOrder order, List<Map<String, Tensor>> inputs, FrameWriter frames, Stopwatch stopwatch) {
        this.order = order;
        this.inputs = inputs;
        this.frames = frames;
        this.stopwatch = stopwatch;
    }

    Frame.Timing run(ModelSession session, Path second) throws InferenceException, IOException {
        ModelSubject.FirstRun first = new ModelSubject.FirstRun(stopwatch);
        try (ModelSession other = ModelSession.open(second, SessionSettings.of(order.threads()));
                ModelSubject a = ModelSubject.prepare(session, inputs, first);
                ModelSubject b = ModelSubject.prepare(other, inputs, new ModelSubject.FirstRun(stopwatch))) {
            WarmUp.Curve curveA = warmUp(a);
            WarmUp.Curve curveB = warmUp(b);
            System.gc();
            frames.progress(Phase.MEASURING, 0, "Measuring two schemes in turns");
            HostCounters before = HostCounters.read(stopwatch);
            Interleaved.Both both = Interleaved.run(
                    a,
                    b,
                    order.extent(),
                    order.seed(),
                    stopwatch,
                    share -> frames.progress(Phase.MEASURING, share, "Measuring two schemes in turns"));
            Conditions conditions = Conditions.between(before, HostCounters.read(stopwatch));
            PairedRatio ratio = PairedRatio.of(both.blocks());
            return new Frame.Timing(
                    first.millis(),
                    curveA.windowMedians(),
                    curveA.stable(),
                    Arrays.stream(both.first().latencyNanos()).boxed().toList(),
                    both.first().elapsedSeconds(),
                    validity(both, curveA, curveB, conditions, a.isFinite() && b.isFinite()),
                    conditions,
                    List.of(),
                    null,
                    LatencyPass.harness(both.first(), order.seed(), stopwatch),
                    new Versus(
                            Objects.requireNonNull(order.versus()),
                            Files.size(second),
                            Arrays.stream(both.second().latencyNanos()).boxed().toList(),
                            both.blocks(),
                            ratio.ratio(),
                            ratio.low(),
                            ratio.high(),
                            null));
        }
    }

    private WarmUp.Curve warmUp(ModelSubject subject) throws InferenceException {
        return WarmUp.run(
                subject,
                new InputOrder(order.seed() ^ LatencyPass.WARM_UP_SEED, subject.inputs()),
                stopwatch,
                order.extent().warmUpCapSeconds(),
                share -> frames.progress(Phase.WARMING_UP, share, "Warming up until the speed is stable"));
    }

    /** The verdict on the first scheme, the conditions of both, and what is to be said of the second. */
    private Validity validity(
            Interleaved.Both both, WarmUp.Curve curveA, WarmUp.Curve curveB, Conditions conditions, boolean finite) {
        Validity a = judge(both.first(), curveA, conditions);
        Validity b = judge(both.second(), curveB, UNKNOWN);
        List<String> reasons = new ArrayList<>(a.reasons());
        b.reasons().forEach(reason -> reasons.add("Second scheme: " + reason));
        Validity.Status worse = a.status().compareTo(b.status()) >= 0 ? a.status() : b.status();
        return Remarks.on(new Validity(worse, reasons), finite, null, null);
    }

    private Validity judge(TimedRun timed, WarmUp.Curve curve, Conditions conditions) {
        return ValidityGates.judge(new ValidityGates.Evidence(
                timed.latencyNanos(),
                timed.queries(),
                order.extent().queries(),
                true,
                curve.stable(),
                timed.outputsDiffering(),
                timed.outputsChecked(),
                order.threads(),
                order.processors(),
                conditions,
                null));
    }
}
