package dev.assay.worker.job;

import dev.assay.benchmark.Group;
import dev.assay.benchmark.InputOrder;
import dev.assay.benchmark.MultiStream;
import dev.assay.benchmark.Stopwatch;
import dev.assay.benchmark.Subject;
import dev.assay.runtime.InferenceException;
import dev.assay.runtime.ModelSession;
import dev.assay.runtime.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How samples reach the model: one at a time in single-stream and server; in multi-stream eight and in offline any number
 * at once where the model lets its first axis grow, whichever way is fastest on this device.
 */
final class Feeding implements AutoCloseable {
    private static final List<Integer> OFFLINE_BATCHES = List.of(2, 4, 8, 16, 32);
    private static final int TRIAL_CALLS = 3;
    private static final double TRIAL_SECONDS = 0.1;

    private final List<ModelSubject> open = new ArrayList<>();
    private final Subject<InferenceException> subject;
    private final int batch;
    private final @Nullable String note;

    private Feeding(Choice choice, ModelSubject single) {
        open.add(single);
        ModelSubject batched = choice.batched();
        if (batched != null) {
            open.add(batched);
        }
        this.subject = choice.subject();
        this.batch = choice.batch();
        this.note = choice.note();
    }

    private record Choice(
            Subject<InferenceException> subject,
            @Nullable ModelSubject batched,
            int batch,
            @Nullable String note) {}

    /** Prepares the inputs; the model's very first run is among what this does. */
    static Feeding choose(
            ModelSession session,
            List<Map<String, Tensor>> inputs,
            JobOrder order,
            ModelSubject.FirstRun first,
            Stopwatch stopwatch)
            throws InferenceException {
        ModelSubject single = ModelSubject.prepare(session, inputs, first);
        try {
            return new Feeding(
                    switch (order.scenario()) {
                        case "multi-stream" -> {
                            int samples = MultiStream.SAMPLES_PER_QUERY;
                            yield fastest(
                                    session,
                                    inputs,
                                    new Group<>(single, samples, order.seed()),
                                    samples,
                                    List.of(samples),
                                    order,
                                    stopwatch);
                        }
                        case "offline" -> fastest(session, inputs, single, 1, OFFLINE_BATCHES, order, stopwatch);
                        default -> new Choice(single, null, 1, null);
                    },
                    single);
        } catch (InferenceException e) {
            single.close();
            throw e;
        }
    }

    /** The subject of the timed part. */
    Subject<InferenceException> subject() {
        return subject;
    }

    /** Samples in one call of the runtime. */
    int batch() {
        return batch;
    }

    /** One sentence about how the samples are fed; null where there is no choice. */
    @Nullable
    String note() {
        return note;
    }

    /** False when some reference output held NaN or an infinity. */
    boolean isFinite() {
        return open.stream().allMatch(ModelSubject::isFinite);
    }

    @Override
    public void close() {
        open.forEach(ModelSubject::close);
    }

    private static Choice fastest(
            ModelSession session,
            List<Map<String, Tensor>> inputs,
            Subject<InferenceException> oneByOne,
            int samplesOfOne,
            List<Integer> batches,
            JobOrder order,
            Stopwatch stopwatch)
            throws InferenceException {
        if (!Batches.canGrow(session.inputs(), session.outputs())) {
            return new Choice(
                    oneByOne, null, 1, "The model's first axis is fixed, so the samples were answered one by one.");
        }
        Choice best = new Choice(
                oneByOne, null, 1, "Answered one by one: batches of " + words(batches) + " were not faster here.");
        double bestNanos = nanosPerSample(oneByOne, samplesOfOne, order.seed(), stopwatch);
        for (int batch : batches) {
            List<Map<String, Tensor>> joined = Batches.of(inputs, Group.draw(inputs.size(), batch, order.seed()));
            if (joined.isEmpty()) {
                break; // larger ones would take too much memory as well
            }
            ModelSubject subject;
            try {
                subject = ModelSubject.prepare(session, joined, new ModelSubject.FirstRun(stopwatch));
            } catch (InferenceException e) {
                if (e.kind() != InferenceException.Kind.REFUSED) {
                    throw e;
                }
                return new Choice(
                        oneByOne,
                        null,
                        1,
                        "The model declares a first axis that can grow but fails on " + batch
                                + " samples at once, so they were answered one by one.");
            }
            double nanos = nanosPerSample(subject, batch, order.seed(), stopwatch);
            if (nanos < bestNanos) {
                bestNanos = nanos;
                close(best);
                best = new Choice(
                        subject, subject, batch, "Fed in batches of " + batch + ", the fastest of those tried here.");
            } else {
                subject.close();
            }
        }
        return best;
    }

    private static void close(Choice beaten) {
        if (beaten.batched() != null) {
            beaten.batched().close();
        }
    }

    private static String words(List<Integer> batches) {
        return String.join(", ", batches.stream().map(String::valueOf).toList());
    }

    /** Median of a few calls. */
    private static double nanosPerSample(
            Subject<InferenceException> subject, int samples, long seed, Stopwatch stopwatch)
            throws InferenceException {
        InputOrder order = new InputOrder(seed, subject.inputs());
        List<Long> nanos = new ArrayList<>();
        subject.infer(order.next());
        long start = stopwatch.nanos();
        while (nanos.size() < TRIAL_CALLS || stopwatch.secondsSince(start) < TRIAL_SECONDS) {
            long before = stopwatch.nanos();
            subject.infer(order.next());
            nanos.add(stopwatch.nanos() - before);
        }
        long[] sorted = nanos.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2] / (double) samples;
    }
}
