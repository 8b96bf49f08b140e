package dev.assay.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A loaded model. Inputs are wrapped once, outputs can be pinned to buffers that are reused: the timed path then copies
 * and allocates nothing but the runtime's own small result object.
 *
 * <p>Not for use by several threads at once, except {@link #terminate()}.
 */
public final class ModelSession implements AutoCloseable {
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final OrtSession.RunOptions options;
    private final List<TensorSpec> inputs;
    private final List<TensorSpec> outputs;

    private ModelSession(
            OrtEnvironment environment,
            OrtSession session,
            OrtSession.RunOptions options,
            List<TensorSpec> inputs,
            List<TensorSpec> outputs) {
        this.environment = environment;
        this.session = session;
        this.options = options;
        this.inputs = inputs;
        this.outputs = outputs;
    }

    /**
     * Loads and optimises a model. This runs constant parts of the graph and cannot be interrupted.
     *
     * @throws InferenceException when the runtime refuses the model, or when it takes or gives something that is not a
     *     tensor of a known type
     */
    public static ModelSession open(Path model, SessionSettings settings) throws InferenceException {
        return open(model, settings, null);
    }

    /**
     * Loads a model as {@link #open(Path, SessionSettings)} does, and has the runtime write down what it makes of it, which
     * slows the runs a little.
     */
    public static ModelSession inspect(Path model, SessionSettings settings, Inspection inspection)
            throws InferenceException {
        return open(model, settings, inspection);
    }

    /**
     * What a session that is looked into writes.
     *
     * @param graph   the graph after optimisation; weights of 1 KiB and more are left out of it
     * @param weights file beside it that takes those weights; may be a link to a device that forgets them
     * @param profile beginning of the name of the profile's file
     */
    public record Inspection(Path graph, Path weights, Path profile) {}

    private static ModelSession open(Path model, SessionSettings settings, @Nullable Inspection inspection)
            throws InferenceException {
        OrtEnvironment environment = OnnxRuntime.environment();
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(settings.threads());
            options.setInterOpNumThreads(1);
            options.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
            options.setOptimizationLevel(
                    switch (settings.level()) {
                        case NONE -> SessionOptions.OptLevel.NO_OPT;
                        case BASIC -> SessionOptions.OptLevel.BASIC_OPT;
                        case ALL -> SessionOptions.OptLevel.ALL_OPT;
                    });
            if (!settings.disabled().isEmpty()) {
                options.addConfigEntry(
                        "optimization.disable_specified_optimizers", String.join(";", settings.disabled()));
            }
            options.addConfigEntry("session.intra_op.allow_spinning", settings.spinning() ? "1" : "0");
            options.addConfigEntry("session.inter_op.allow_spinning", "0");
            Path dump = settings.optimizedGraph();
            if (dump != null) {
                options.setOptimizedModelFilePath(dump.toString());
            }
            if (inspection != null) {
                options.setOptimizedModelFilePath(inspection.graph().toString());
                options.addConfigEntry(
                        "session.optimized_model_external_initializers_file_name",
                        inspection.weights().getFileName().toString());
                options.addConfigEntry("session.optimized_model_external_initializers_min_size_in_bytes", "1024");
                options.enableProfiling(inspection.profile().toString());
            }
            OrtSession session = environment.createSession(model.toString(), options);
            try {
                if (session.getNumOutputs() == 0) {
                    throw new InferenceException(
                            InferenceException.Kind.REFUSED,
                            "The model has no outputs, so there is nothing to measure.");
                }
                return new ModelSession(
                        environment,
                        session,
                        new OrtSession.RunOptions(),
                        specs("input", session.getInputInfo()),
                        specs("output", session.getOutputInfo()));
            } catch (OrtException | InferenceException e) {
                session.close();
                throw e;
            }
        } catch (OrtException e) {
            throw failure(e, model);
        }
    }

    /** Inputs in the model's order. */
    public List<TensorSpec> inputs() {
        return inputs;
    }

    /** Outputs in the model's order. */
    public List<TensorSpec> outputs() {
        return outputs;
    }

    /** Wraps input tensors, by name, for any number of runs; their buffers are used in place. */
    public Feed feed(Map<String, Tensor> tensors) throws InferenceException {
        Map<String, OnnxTensor> wrapped = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
                wrapped.put(entry.getKey(), wrap(entry.getValue()));
            }
            return new Feed(wrapped);
        } catch (OrtException e) {
            wrapped.values().forEach(OnnxTensor::close);
            throw failure(e);
        }
    }

    /** Runs once and copies the outputs, in the model's order, into new tensors. */
    public List<Tensor> run(Feed feed) throws InferenceException {
        try (OrtSession.Result result = session.run(feed.tensors, session.getOutputNames(), Map.of(), options)) {
            List<Tensor> copies = new ArrayList<>();
            for (TensorSpec spec : outputs) {
                OnnxValue value = result.get(spec.name())
                        .orElseThrow(() -> new InferenceException(
                                InferenceException.Kind.REFUSED, "The model gave no output " + spec.name() + "."));
                copies.add(copy(spec, value));
            }
            return copies;
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    /** Allocates output buffers of these shapes, one per output in the model's order, for {@link #run(Feed, Pinned)}. */
    public Pinned pin(List<List<Long>> shapes) throws InferenceException {
        Map<String, OnnxTensor> wrapped = new LinkedHashMap<>();
        List<Tensor> tensors = new ArrayList<>();
        try {
            for (int i = 0; i < outputs.size(); i++) {
                Tensor tensor = Tensor.zeros(outputs.get(i).type(), shapes.get(i));
                tensors.add(tensor);
                wrapped.put(outputs.get(i).name(), wrap(tensor));
            }
            return new Pinned(wrapped, tensors);
        } catch (OrtException e) {
            wrapped.values().forEach(OnnxTensor::close);
            throw failure(e);
        }
    }

    /** Runs once and writes the outputs into the pinned buffers. This is what is timed. */
    public void run(Feed feed, Pinned pinned) throws InferenceException {
        try (OrtSession.Result result = session.run(feed.tensors, Set.of(), pinned.wrapped, options)) {
            if (result.size() != outputs.size()) {
                throw new InferenceException(
                        InferenceException.Kind.REFUSED, "The model gave " + result.size() + " outputs.");
            }
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    /** Runs once and drops the outputs; for models whose output shapes depend on the data. */
    public void runUnpinned(Feed feed) throws InferenceException {
        try (OrtSession.Result result = session.run(feed.tensors, session.getOutputNames(), Map.of(), options)) {
            if (result.size() != outputs.size()) {
                throw new InferenceException(
                        InferenceException.Kind.REFUSED, "The model gave " + result.size() + " outputs.");
            }
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    /** Runs once and hands over each output in the model's order, one copy at a time. */
    public void visit(Feed feed, OutputVisitor visitor) throws InferenceException {
        try (OrtSession.Result result = session.run(feed.tensors, session.getOutputNames(), Map.of(), options)) {
            for (int i = 0; i < outputs.size(); i++) {
                TensorSpec spec = outputs.get(i);
                OnnxValue value = result.get(spec.name())
                        .orElseThrow(() -> new InferenceException(
                                InferenceException.Kind.REFUSED, "The model gave no output " + spec.name() + "."));
                FloatBuffer floats = value instanceof OnnxTensor tensor ? tensor.getFloatBuffer() : null;
                if (floats != null && floats.hasArray() && value.getInfo() instanceof TensorInfo info) {
                    visitor.output(i, shape(info), floats.array());
                } else {
                    Tensor copy = copy(spec, value);
                    visitor.output(i, copy.shape(), copy.toFloats());
                }
            }
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    /** Takes one output of one run. */
    @FunctionalInterface
    public interface OutputVisitor {
        /**
         * Looks at an output.
         *
         * @param index  of the output in the model's order
         * @param values its elements in row-major order, rounded to float; the array belongs to the visitor
         */
        void output(int index, List<Long> shape, float[] values);
    }

    /** Ends the profile of a session that is looked into and gives its file. */
    public Path endProfile() throws InferenceException {
        try {
            return Path.of(session.endProfiling());
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    /** Asks a run that is under way to stop; it ends with {@link InferenceException.Kind#TERMINATED}. */
    public void terminate() throws InferenceException {
        try {
            options.setTerminate(true);
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    @Override
    public void close() throws InferenceException {
        options.close();
        try {
            session.close();
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    private OnnxTensor wrap(Tensor tensor) throws OrtException {
        ByteBuffer data =
                tensor.data().duplicate().order(ByteOrder.nativeOrder()).rewind();
        long[] shape = tensor.shape().stream().mapToLong(Long::longValue).toArray();
        return OnnxTensor.createTensor(environment, data, shape, tensor.type().runtimeType());
    }

    private static Tensor copy(TensorSpec spec, OnnxValue value) throws InferenceException {
        if (!(value instanceof OnnxTensor tensor)) {
            throw new InferenceException(
                    InferenceException.Kind.REFUSED, "The output " + spec.name() + " is not a tensor.");
        }
        List<Long> shape = shape(tensor.getInfo());
        ByteBuffer from = tensor.getByteBuffer();
        ByteBuffer to = ByteBuffer.allocateDirect(from.remaining()).order(ByteOrder.nativeOrder());
        to.put(from).flip();
        return new Tensor(spec.type(), shape, to);
    }

    private static List<Long> shape(TensorInfo info) {
        return LongStream.of(info.getShape()).boxed().toList();
    }

    private static List<TensorSpec> specs(String side, Map<String, NodeInfo> nodes) throws InferenceException {
        List<TensorSpec> specs = new ArrayList<>();
        for (NodeInfo node : nodes.values()) {
            if (!(node.getInfo() instanceof TensorInfo info)) {
                throw new InferenceException(
                        InferenceException.Kind.REFUSED,
                        "The " + side + " " + node.getName() + " is not a tensor; only tensors can be measured.");
            }
            ElementType type = ElementType.of(info.type)
                    .orElseThrow(() -> new InferenceException(
                            InferenceException.Kind.REFUSED,
                            "The " + side + " " + node.getName() + " holds "
                                    + info.onnxType
                                            .name()
                                            .replace("ONNX_TENSOR_ELEMENT_DATA_TYPE_", "")
                                            .toLowerCase(Locale.ROOT)
                                    + " values, which cannot be measured; convert it to a number type first."));
            List<Long> shape = new ArrayList<>();
            for (long size : info.getShape()) {
                shape.add(size);
            }
            specs.add(new TensorSpec(node.getName(), type, List.copyOf(shape), List.of(info.getDimensionNames())));
        }
        return List.copyOf(specs);
    }

    private static InferenceException failure(OrtException e) {
        return failure(e, null);
    }

    /** The runtime's words without its error code and without where the file lay for a moment. */
    private static InferenceException failure(OrtException e, @Nullable Path model) {
        String message = RuntimeWords.plain(e.getMessage() == null ? e.toString() : e.getMessage(), model);
        String lower = message.toLowerCase(Locale.ROOT);
        InferenceException.Kind kind = InferenceException.Kind.REFUSED;
        if (lower.contains("bad_alloc")
                || lower.contains("failed to allocate memory")
                || lower.contains("out of memory")) {
            kind = InferenceException.Kind.OUT_OF_MEMORY;
        } else if (lower.contains("terminate flag")) {
            kind = InferenceException.Kind.TERMINATED;
        }
        return new InferenceException(kind, message, e);
    }

    /** Inputs wrapped for the runtime. */
    public static final class Feed implements AutoCloseable {
        private final Map<String, OnnxTensor> tensors;

        private Feed(Map<String, OnnxTensor> tensors) {
            this.tensors = tensors;
        }

        @Override
        public void close() {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    /** Output buffers that every run overwrites. */
    public static final class Pinned implements AutoCloseable {
        private final Map<String, OnnxTensor> wrapped;
        private final List<Tensor> tensors;

        private Pinned(Map<String, OnnxTensor> wrapped, List<Tensor> tensors) {
            this.wrapped = wrapped;
            this.tensors = List.copyOf(tensors);
        }

        /** The outputs of the last run, in the model's order. */
        public List<Tensor> tensors() {
            return tensors;
        }

        @Override
        public void close() {
            wrapped.values().forEach(OnnxTensor::close);
        }
    }
}
