package dev.assay.worker.job;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.assay.benchmark.Stopwatch;
import dev.assay.onnx.OnnxModel;
import dev.assay.quantization.Activations;
import dev.assay.quantization.ActivationsUnavailable;
import dev.assay.runtime.InferenceException;
import dev.assay.runtime.ModelSession;
import dev.assay.runtime.SessionSettings;
import dev.assay.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Real tensor values from ONNX Runtime. The graph runs as it is written, on a fixed number of threads, so a value depends
 * neither on which other tensors are asked for nor on how they are grouped.
 *
 * <p>Memory stays bounded: the runtime holds all outputs of a run at once, so the tensors are split into groups by their
 * size on the largest example, and each group has a session of its own. Rows that belong to padding are left out, see
 * {@link AttentionMask#rows}: nobody reads them, so they should neither widen a range nor weigh in a Hessian.
 */
final class SessionActivations implements Activations {
    /** Most bytes of the tensors of one run; a tensor that is larger alone makes a group of its own. */
    static final long GROUP_BYTES = 192L << 20;

    private final List<Map<String, Tensor>> examples;
    private final List<AttentionMask> masks;
    private final SessionSettings settings;
    private final Path scratch;
    private final long groupBytes;
    private final Watched watched;
    private final Map<String, Long> bytes = new HashMap<>();

    /** Learns of what happens while examples are run. */
    interface Watched {
        /** A session is in use; a request to stop is for it. */
        void opened(ModelSession session) throws InferenceException;

        /** It will be closed. */
        void closing();

        /** One example of a pass was run; passes are counted from 1. */
        void ran(int pass, int example);
    }

    private final Stopwatch stopwatch = Stopwatch.system();
    private double seconds;
    private int passes;

    /**
     * Takes the examples.
     *
     * @param scratch    where the models that are run may be written; nothing stays there
     * @param groupBytes see {@link #GROUP_BYTES}
     */
    SessionActivations(
            List<Map<String, Tensor>> examples, int threads, Path scratch, long groupBytes, Watched watched) {
        this.examples = List.copyOf(examples);
        this.masks = examples.stream().map(AttentionMask::of).toList();
        this.settings = SessionSettings.asWritten(threads);
        this.scratch = scratch;
        this.groupBytes = groupBytes;
        this.watched = watched;
    }

    @Override
    public int examples() {
        return examples.size();
    }

    /** Wall time of all observations so far, what the observers did included. */
    double seconds() {
        return seconds;
    }

    /** All examples of a group of tensors come before the next group; of one tensor the examples come in order. */
    @Override
    public void observe(OnnxModel model, List<String> tensors, Observer observer) throws ActivationsUnavailable {
        long start = stopwatch.nanos();
        try {
            look(model, tensors, observer);
        } finally {
            seconds += stopwatch.secondsSince(start);
        }
    }

    private void look(OnnxModel model, List<String> tensors, Observer observer) throws ActivationsUnavailable {
        Set<String> known = ObservedGraph.names(model.proto().getGraph());
        Set<String> inputs = new LinkedHashSet<>();
        List<String> computed = new ArrayList<>();
        for (String tensor : new LinkedHashSet<>(tensors)) {
            if (!known.contains(tensor)) {
                throw new ActivationsUnavailable(
                        "The model has no tensor " + tensor + ", so its values cannot be looked at.",
                        new IllegalArgumentException(tensor));
            }
            if (!examples.isEmpty() && examples.get(0).containsKey(tensor)) {
                inputs.add(tensor);
            } else {
                computed.add(tensor);
            }
        }
        for (int example = 0; example < examples.size(); example++) {
            for (String input : inputs) {
                Tensor tensor = examples.get(example).get(input);
                if (tensor != null) {
                    hand(example, input, tensor.shape(), tensor.toFloats(), observer);
                }
            }
        }
        try {
            for (List<String> group : groups(model, computed)) {
                run(model, group, observer);
            }
        } catch (InferenceException e) {
            throw new ActivationsUnavailable(
                    "The model could not be run on the calibration examples: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new ActivationsUnavailable(
                    "The model could not be written for calibration: " + e.getMessage() + "; free some space.", e);
        }
    }

    private void run(OnnxModel model, List<String> group, Observer observer) throws IOException, InferenceException {
        int pass = ++passes;
        try (ModelSession session = open(ObservedGraph.of(model, group))) {
            try {
                watched.opened(session);
                for (int example = 0; example < examples.size(); example++) {
                    int current = example;
                    try (ModelSession.Feed feed = session.feed(fed(session, example))) {
                        session.visit(
                                feed,
                                (index, shape, values) -> hand(current, group.get(index), shape, values, observer));
                    }
                    watched.ran(pass, example);
                }
            } finally {
                watched.closing();
            }
        }
    }

    private void hand(int example, String name, List<Long> shape, float[] values, Observer observer) {
        masks.get(example).rows(shape, values, (left, kept) -> observer.tensor(example, name, left, kept));
    }

    /** Splits the tensors, in order, so that one run of the largest example holds no more than the bound. */
    private List<List<String>> groups(OnnxModel model, List<String> tensors) throws IOException, InferenceException {
        List<String> unknown =
                tensors.stream().filter(tensor -> !bytes.containsKey(tensor)).toList();
        if (tensors.size() > 1 && !unknown.isEmpty() && !examples.isEmpty()) {
            measure(model, unknown);
        }
        List<List<String>> groups = new ArrayList<>();
        List<String> group = new ArrayList<>();
        long held = 0;
        for (String tensor : tensors) {
            long size = bytes.getOrDefault(tensor, 0L);
            if (!group.isEmpty() && held + size > groupBytes) {
                groups.add(group);
                group = new ArrayList<>();
                held = 0;
            }
            group.add(tensor);
            held += size;
        }
        if (!group.isEmpty()) {
            groups.add(group);
        }
        return groups;
    }

    /** Lets the runtime itself count elements: shapes may depend on the data, and declared ones may be wrong. */
    private void measure(OnnxModel model, List<String> tensors) throws IOException, InferenceException {
        int largest = 0;
        for (int i = 1; i < examples.size(); i++) {
            largest = inputBytes(examples.get(i)) > inputBytes(examples.get(largest)) ? i : largest;
        }
        try (ModelSession session = open(ObservedGraph.sizesOf(model, tensors))) {
            try (ModelSession.Feed feed = session.feed(fed(session, largest))) {
                watched.opened(session);
                session.visit(
                        feed, (index, shape, values) -> bytes.put(tensors.get(index), Float.BYTES * (long) values[0]));
            } finally {
                watched.closing();
            }
        }
    }

    private static long inputBytes(Map<String, Tensor> example) {
        return example.values().stream()
                .mapToLong(tensor -> tensor.data().limit())
                .sum();
    }

    private Map<String, Tensor> fed(ModelSession session, int example) {
        Map<String, Tensor> fed = new HashMap<>(examples.get(example));
        Set<String> taken = new LinkedHashSet<>();
        session.inputs().forEach(input -> taken.add(input.name()));
        fed.keySet().retainAll(taken);
        return fed;
    }

    private ModelSession open(ModelProto model) throws IOException, InferenceException {
        Path file = Files.createTempFile(scratch, "observed", ".onnx");
        try {
            OnnxModel.of(model).write(file);
            return ModelSession.open(file, settings);
        } finally {
            Files.delete(file);
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + ".data")); // of more than 2 GB
        }
    }
}
