package dev.assay.quantization;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.assay.onnx.OnnxModel;
import java.nio.Buffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Activations of ONNX Runtime on fixed examples; the runtime computes the graph as it is written. */
record RuntimeActivations(List<Map<String, Fed>> inputs) implements Activations {

    /** One input of one example: a buffer of floats or longs, and its shape. */
    record Fed(Buffer values, List<Long> shape) {
        OnnxTensor tensor(OrtEnvironment environment) throws OrtException {
            long[] dims = shape.stream().mapToLong(Long::longValue).toArray();
            return values instanceof LongBuffer longs
                    ? OnnxTensor.createTensor(environment, longs, dims)
                    : OnnxTensor.createTensor(environment, (FloatBuffer) values, dims);
        }
    }

    @Override
    public int examples() {
        return inputs.size();
    }

    @Override
    public void observe(OnnxModel model, List<String> tensors, Observer observer) throws ActivationsUnavailable {
        GraphProto graph = model.proto().getGraph();
        GraphProto.Builder open = graph.toBuilder().clearOutput().clearValueInfo();
        Set<String> made = new HashSet<>();
        graph.getNodeList().stream().map(NodeProto::getOutputList).forEach(made::addAll);
        List<String> computed = tensors.stream().filter(made::contains).toList();
        computed.forEach(tensor -> open.addOutput(ValueInfoProto.newBuilder().setName(tensor)));
        OnnxModel observed =
                OnnxModel.of(model.proto().toBuilder().setGraph(open).build());
        try {
            for (int example = 0; example < inputs.size(); example++) {
                for (String tensor : tensors) {
                    Fed given = inputs.get(example).get(tensor);
                    if (given != null && given.values() instanceof FloatBuffer floats) {
                        float[] values = new float[floats.remaining()];
                        floats.duplicate().get(values);
                        observer.tensor(example, tensor, given.shape(), values);
                    }
                }
            }
            if (computed.isEmpty()) {
                return;
            }
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            try (OrtSession.SessionOptions options = options()) {
                options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
                try (OrtSession session = environment.createSession(observed.toBytes(), options)) {
                    for (int example = 0; example < inputs.size(); example++) {
                        int current = example;
                        run(session, inputs.get(example), (name, shape, values) -> {
                            observer.tensor(current, name, shape, values);
                        });
                    }
                }
            }
        } catch (OrtException e) {
            throw new ActivationsUnavailable(String.valueOf(e.getMessage()), e);
        }
    }

    interface Output {
        void tensor(String name, List<Long> shape, float[] values);
    }

    static OrtSession.SessionOptions options() throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        return options;
    }

    /** Runs a session once and hands over its outputs, all of them of floats. */
    static void run(OrtSession session, Map<String, Fed> inputs, Output output) throws OrtException {
        Map<String, OnnxTensor> tensors = new HashMap<>();
        try {
            for (String name : session.getInputNames()) {
                tensors.put(name, inputs.get(name).tensor(OrtEnvironment.getEnvironment()));
            }
            try (OrtSession.Result result = session.run(tensors)) {
                for (Map.Entry<String, OnnxValue> entry : result) {
                    OnnxTensor tensor = (OnnxTensor) entry.getValue();
                    FloatBuffer buffer = tensor.getFloatBuffer();
                    float[] values = new float[buffer.remaining()];
                    buffer.get(values);
                    output.tensor(
                            entry.getKey(),
                            LongStream.of(tensor.getInfo().getShape()).boxed().toList(),
                            values);
                }
            }
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    /** First output of every example, and, into a file, the graph that the runtime made of the model. */
    List<float[]> outputs(OnnxModel model, Path optimized) throws OrtException {
        List<float[]> outputs = new ArrayList<>();
        try (OrtSession.SessionOptions options = options()) {
            options.setOptimizedModelFilePath(optimized.toString());
            try (OrtSession session = OrtEnvironment.getEnvironment().createSession(model.toBytes(), options)) {
                for (Map<String, Fed> example : inputs) {
                    int before = outputs.size();
                    run(session, example, (name, shape, values) -> {
                        if (outputs.size() == before) {
                            outputs.add(values);
                        }
                    });
                }
            }
        }
        return outputs;
    }

    /** What ONNX Runtime's basic optimisation makes of a model, as the job process does before it quantizes. */
    static OnnxModel simplified(OnnxModel model, Path file) throws Exception {
        try (OrtSession.SessionOptions options = options()) {
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.BASIC_OPT);
            options.setOptimizedModelFilePath(file.toString());
            try (OrtSession session = OrtEnvironment.getEnvironment().createSession(model.toBytes(), options)) {
                OnnxModel simple = OnnxModel.read(file);
                if (session.getNumInputs() != simple.proto().getGraph().getInputCount()) {
                    throw new IllegalStateException("The runtime changed the inputs");
                }
                return simple;
            }
        }
    }

    /** Nodes of a model by operator. */
    static Map<String, Long> operators(OnnxModel model) {
        return model.proto().getGraph().getNodeList().stream()
                .collect(Collectors.groupingBy(NodeProto::getOpType, Collectors.counting()));
    }
}
