package dev.assay.worker.job;

import dev.assay.benchmark.Stopwatch;
import dev.assay.benchmark.Subject;
import dev.assay.runtime.InferenceException;
import dev.assay.runtime.ModelSession;
import dev.assay.runtime.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A session with its inputs wrapped, its outputs pinned where their shapes stay the same, and reference outputs. */
final class ModelSubject implements Subject<InferenceException>, AutoCloseable {
    private static final long MOST_REFERENCE_BYTES = 64L << 20;
    private static final int MOST_TIMED_INPUTS = 16;

    /** Outputs may differ by this share of the largest value: sums over threads are not always added in the same order. */
    private static final double TOLERANCE = 1e-3;

    private final ModelSession session;
    private final List<ModelSession.Feed> feeds = new ArrayList<>();
    private final List<List<Tensor>> references = new ArrayList<>();
    private ModelSession.@Nullable Pinned pinned;

    private ModelSubject(ModelSession session) {
        this.session = session;
    }

    /** Wraps the inputs and takes the reference outputs; the first of these runs is the model's first. */
    static ModelSubject prepare(ModelSession session, List<Map<String, Tensor>> inputs, FirstRun first)
            throws InferenceException {
        ModelSubject subject = new ModelSubject(session);
        long bytes = 0;
        for (Map<String, Tensor> input : inputs) {
            ModelSession.Feed feed = session.feed(input);
            subject.feeds.add(feed);
            first.before();
            List<Tensor> outputs = session.run(feed);
            first.after();
            subject.references.add(outputs);
            for (Tensor output : outputs) {
                bytes += output.data().limit();
            }
            if (bytes > MOST_REFERENCE_BYTES || subject.feeds.size() >= MOST_TIMED_INPUTS) {
                break;
            }
        }
        List<List<Long>> shapes = shapes(subject.references.get(0));
        if (subject.references.stream().allMatch(outputs -> shapes(outputs).equals(shapes))) {
            subject.pinned = session.pin(shapes);
        }
        return subject;
    }

    @Override
    public int inputs() {
        return feeds.size();
    }

    @Override
    public void infer(int input) throws InferenceException {
        ModelSession.Pinned outputs = pinned;
        if (outputs != null) {
            session.run(feeds.get(input), outputs);
        } else {
            session.runUnpinned(feeds.get(input));
        }
    }

    @Override
    public boolean matchesReference(int input) {
        List<Tensor> reference = references.get(input);
        List<Tensor> outputs;
        if (pinned != null) {
            outputs = pinned.tensors();
        } else {
            try {
                outputs = session.run(feeds.get(input));
            } catch (InferenceException e) {
                return false;
            }
        }
        for (int i = 0; i < reference.size(); i++) {
            if (!alike(reference.get(i), outputs.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** False when some output held NaN or an infinity. */
    boolean isFinite() {
        for (List<Tensor> outputs : references) {
            for (Tensor output : outputs) {
                for (int i = 0; i < output.size(); i++) {
                    if (!Double.isFinite(output.at(i))) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    @Override
    public void close() {
        feeds.forEach(ModelSession.Feed::close);
        if (pinned != null) {
            pinned.close();
        }
    }

    static boolean alike(Tensor reference, Tensor other) {
        if (!reference.shape().equals(other.shape())) {
            return false;
        }
        if (reference
                .data()
                .duplicate()
                .rewind()
                .equals(other.data().duplicate().rewind())) {
            return true;
        }
        double largest = 0;
        for (int i = 0; i < reference.size(); i++) {
            double value = Math.abs(reference.at(i));
            if (Double.isFinite(value)) {
                largest = Math.max(largest, value);
            }
        }
        for (int i = 0; i < reference.size(); i++) {
            double a = reference.at(i);
            double b = other.at(i);
            boolean same = Double.compare(a, b) == 0 || (Double.isNaN(a) && Double.isNaN(b));
            if (!same && !(Math.abs(a - b) <= TOLERANCE * largest)) {
                return false;
            }
        }
        return true;
    }

    private static List<List<Long>> shapes(List<Tensor> outputs) {
        return outputs.stream().map(Tensor::shape).toList();
    }

    /** Times the first run only. */
    static final class FirstRun {
        private final Stopwatch stopwatch;
        private long start;
        private double millis = -1;

        FirstRun(Stopwatch stopwatch) {
            this.stopwatch = stopwatch;
        }

        void before() {
            start = stopwatch.nanos();
        }

        void after() {
            if (millis < 0) {
                millis = (stopwatch.nanos() - start) / 1e6;
            }
        }

        double millis() {
            return millis;
        }
    }
}
