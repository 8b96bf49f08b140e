package dev.assay.worker.job;

import dev.assay.benchmark.Conditions;
import dev.assay.benchmark.HostCounters;
import dev.assay.benchmark.InputOrder;
import dev.assay.benchmark.QuietBatches;
import dev.assay.benchmark.Stopwatch;
import dev.assay.onnx.OnnxModel;
import dev.assay.quantization.Activations;
import dev.assay.quantization.ActivationsUnavailable;
import dev.assay.quantization.FidelityMeter;
import dev.assay.quantization.Quantized;
import dev.assay.quantization.Quantizer;
import dev.assay.quantization.Scheme;
import dev.assay.quantization.UnquantizableModel;
import dev.assay.quantization.search.Trial;
import dev.assay.runtime.InferenceException;
import dev.assay.runtime.ModelSession;
import dev.assay.runtime.SessionSettings;
import dev.assay.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** Tries schemes with ONNX Runtime in this process, one after the other, all on the same inputs and threads. */
final class SessionTrial implements Trial<SessionTrial.Stopped> {
    private static final int BATCHES = 4;
    private static final int MOST_BATCHES = 10;
    private static final double WARM_UP_SECONDS = 0.4;

    /** From here on nothing is repaired any more; a person or a job limit is waiting. */
    private static final double ENOUGH_SECONDS = 300;

    private final OnnxModel model;
    private final @Nullable Activations activations;
    private final List<Map<String, Tensor>> inputs;
    private final int threads;
    private final long seed;
    private final Path file;
    private final ParentWatch watch;
    private final Stopwatch stopwatch;
    private final long startNanos;
    private final List<float[]> references = new ArrayList<>();
    private final List<String> refusals = new ArrayList<>();
    private @Nullable OnnxModel simplified;

    /** The search cannot go on: the disk failed, or somebody asked it to stop. */
    static final class Stopped extends Exception {
        private static final long serialVersionUID = 1;

        Stopped(Exception cause) {
            super(cause.getMessage(), cause);
        }
    }

    /**
     * A trial of schemes for one model.
     *
     * @param activations what calibration sees; null when there is none
     * @param inputs      compared and timed, at least one
     * @param file        where rewritten models may be written, one after the other
     */
    SessionTrial(
            OnnxModel model,
            @Nullable Activations activations,
            List<Map<String, Tensor>> inputs,
            int threads,
            long seed,
            Path file,
            ParentWatch watch,
            Stopwatch stopwatch) {
        this.model = model;
        this.activations = activations;
        this.inputs = List.copyOf(inputs);
        this.threads = threads;
        this.seed = seed;
        this.file = file;
        this.watch = watch;
        this.stopwatch = stopwatch;
        this.startNanos = stopwatch.nanos();
    }

    /** Takes the reference outputs of the model as it is, and its time. */
    Measured reference() throws Stopped {
        try {
            model.write(file);
            return open(session -> {
                for (Map<String, Tensor> input : inputs) {
                    references.add(outputs(session, input));
                }
                return new Measured(medianMillis(session), Files.size(file), 1, List.of());
            });
        } catch (IOException | InferenceException e) {
            throw new Stopped(e);
        }
    }

    @Override
    public Optional<Double> cosine(Scheme scheme) throws Stopped {
        return attempt(scheme, (session, rewritten) -> compare(session));
    }

    @Override
    public Optional<Measured> measure(Scheme scheme) throws Stopped {
        return attempt(
                scheme,
                (session, rewritten) -> new Measured(
                        medianMillis(session),
                        Files.size(file),
                        compare(session),
                        rewritten.report().layers()));
    }

    @Override
    public boolean timeLeft() {
        return stopwatch.secondsSince(startNanos) < ENOUGH_SECONDS;
    }

    /** One sentence for each scheme that could not be applied or run. */
    List<String> refusals() {
        return List.copyOf(refusals);
    }

    private interface Use<T> {
        T of(ModelSession session, Quantized rewritten) throws InferenceException, IOException;
    }

    private <T> Optional<T> attempt(Scheme scheme, Use<T> use) throws Stopped {
        try {
            Quantized rewritten = Quantizer.quantize(startingFrom(scheme), scheme, activations);
            if (rewritten.report().quantized() == 0) {
                refusals.add(scheme.name() + " changes nothing in this model.");
                return Optional.empty();
            }
            rewritten.model().write(file);
            return Optional.of(open(session -> use.of(session, rewritten)));
        } catch (UnquantizableModel | ActivationsUnavailable e) {
            refusals.add(scheme.name() + ": " + e.getMessage());
            return Optional.empty();
        } catch (InferenceException e) {
            if (e.kind() == InferenceException.Kind.TERMINATED) {
                throw new Stopped(e);
            }
            refusals.add(scheme.name() + ": ONNX Runtime does not run it here, " + e.getMessage());
            return Optional.empty();
        } catch (IOException e) {
            throw new Stopped(e);
        }
    }

    /** Fixed ranges are for the graph as the runtime simplifies it; that is done once. */
    private OnnxModel startingFrom(Scheme scheme) throws IOException, InferenceException {
        if (!Simplifier.isFor(scheme)) {
            return model;
        }
        OnnxModel known = simplified;
        if (known == null) {
            Path scratch = Objects.requireNonNull(file.toAbsolutePath().getParent());
            known = Simplifier.simplify(model, scratch).model();
            simplified = known;
        }
        return known;
    }

    private interface Work<T> {
        T with(ModelSession session) throws InferenceException, IOException;
    }

    private <T> T open(Work<T> work) throws InferenceException, IOException {
        try (ModelSession session = ModelSession.open(file, SessionSettings.of(threads))) {
            try {
                watch.guard(session);
                return work.with(session);
            } finally {
                watch.release();
            }
        }
    }

    private double compare(ModelSession session) throws InferenceException {
        FidelityMeter meter = new FidelityMeter();
        for (int i = 0; i < inputs.size(); i++) {
            float[] expected = references.get(i);
            float[] actual = outputs(session, inputs.get(i));
            if (actual.length != expected.length) {
                throw new InferenceException(
                        InferenceException.Kind.REFUSED, "its outputs have another size than those of fp32.");
            }
            meter.add(expected, actual);
        }
        FidelityMeter.Fidelity fidelity = meter.fidelity();
        return fidelity.finite() ? fidelity.cosine() : -1;
    }

    private static float[] outputs(ModelSession session, Map<String, Tensor> input) throws InferenceException {
        try (ModelSession.Feed feed = session.feed(input)) {
            return FidelityPass.flat(session.run(feed), AttentionMask.of(input));
        }
    }

    private double medianMillis(ModelSession session) throws InferenceException {
        try (ModelSubject subject = ModelSubject.prepare(session, inputs, new ModelSubject.FirstRun(stopwatch))) {
            long start = stopwatch.nanos();
            InputOrder order = new InputOrder(seed, subject.inputs());
            while (stopwatch.secondsSince(start) < WARM_UP_SECONDS) {
                subject.infer(order.next());
            }
            return QuietBatches.run(
                                    subject,
                                    new InputOrder(seed, subject.inputs()),
                                    stopwatch,
                                    foreignCores(),
                                    BATCHES,
                                    MOST_BATCHES)
                            .medianNanos()
                    / 1e6;
        }
    }

    private DoubleSupplier foreignCores() {
        HostCounters[] last = {HostCounters.read(stopwatch)};
        return () -> {
            HostCounters now = HostCounters.read(stopwatch);
            Double cores = Conditions.between(last[0], now).foreignCores();
            last[0] = now;
            return cores == null ? Double.NaN : cores;
        };
    }
}
