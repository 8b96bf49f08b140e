package dev.assay.tests.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.assay.learning.BuiltInDataset;
import dev.assay.learning.BuiltInModel;
import dev.assay.learning.BuiltInModels;
import dev.assay.onnx.GateLimits;
import dev.assay.onnx.ModelGate;
import dev.assay.tests.Checkout;
import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The built-in models are what the index says: they load, they run, and they score what is printed. */
class BuiltInModelsIT {
    private static final List<BuiltInModel> MODELS = BuiltInModels.open(Checkout.zoo());

    static List<BuiltInModel> models() {
        return MODELS;
    }

    @Test
    void theThreeModelsAreThere() {
        assertThat(MODELS)
                .extracting(BuiltInModel::name)
                .containsExactly("all-minilm-l6-v2", "fashion-cnn", "digits-mlp");
    }

    @ParameterizedTest
    @MethodSource("models")
    void theGateLetsThemIn(BuiltInModel model) throws Exception {
        ModelGate.check(model.file(), GateLimits.TRUSTED);
    }

    @ParameterizedTest
    @MethodSource("models")
    void theDynamicDimensionsAreNamed(BuiltInModel model) throws Exception {
        try (OrtSession session = session(model)) {
            Set<String> dynamic = new TreeSet<>();
            for (var node : session.getInputInfo().values()) {
                TensorInfo tensor = (TensorInfo) node.getInfo();
                dynamic.addAll(List.of(tensor.getDimensionNames()));
            }
            dynamic.remove("");
            assertThat(model.dimensions().keySet()).isEqualTo(dynamic);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void theScoreIsTheOneThatIsPrinted(BuiltInModel model) throws Exception {
        BuiltInDataset dataset = model.dataset();
        BuiltInModel.Accuracy printed = model.accuracy();
        assertThat(printed).isNotNull();
        assertThat(dataset).isNotNull();
        assertThat(printed.metric()).isEqualTo(dataset.metric());
        assertThat(printed.n()).isEqualTo(dataset.examples());

        List<Boolean> right;
        try (OrtSession session = session(model)) {
            right = dataset.format().equals("text") ? nearestNeighbour(session, dataset) : top1(session, dataset);
        }

        assertThat(right).hasSize(dataset.examples());
        long count = right.stream().filter(answer -> answer).count();
        assertThat((double) count / right.size()).isEqualTo(printed.value());
    }

    @Test
    void theCorpusIsBalancedAndRepeatsNothing() throws IOException {
        List<String[]> lines = lines(MODELS.get(0).dataset().data());
        assertThat(lines).allSatisfy(line -> assertThat(line).hasSize(2));
        assertThat(lines.stream().map(line -> line[1])).doesNotHaveDuplicates();
        Map<String, Long> topics =
                lines.stream().collect(Collectors.groupingBy(line -> line[0], TreeMap::new, Collectors.counting()));
        assertThat(topics).hasSize(10);
        assertThat(topics.values()).containsOnly(24L);
    }

    private static OrtSession session(BuiltInModel model) throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        return OrtEnvironment.getEnvironment().createSession(model.file().toString(), options);
    }

    private static List<Boolean> top1(OrtSession session, BuiltInDataset dataset) throws Exception {
        String input = session.getInputNames().iterator().next();
        Npz inputs = Npz.read(dataset.data(), input);
        Npz labels = Npz.read(dataset.data(), "labels");
        assertThat(inputs.type()).isEqualTo("<f4");
        assertThat(labels.type()).isEqualTo("<i8");
        assertThat(labels.shape()).containsExactly(inputs.shape().get(0));
        List<Boolean> right = new ArrayList<>();
        long[] shape = inputs.shape().stream().mapToLong(Long::longValue).toArray();
        LongBuffer expected = labels.data().asLongBuffer();
        try (OnnxTensor tensor = OnnxTensor.createTensor(
                        OrtEnvironment.getEnvironment(), inputs.data().asFloatBuffer(), shape);
                OrtSession.Result result = session.run(Map.of(input, tensor))) {
            for (float[] logits : (float[][]) result.get(0).getValue()) {
                int best = 0;
                for (int i = 1; i < logits.length; i++) {
                    best = logits[i] > logits[best] ? i : best;
                }
                right.add(best == expected.get(right.size()));
            }
        }
        return right;
    }

    /** Leave one out: the label of the nearest other sentence, by cosine of the mean-pooled last hidden state. */
    private static List<Boolean> nearestNeighbour(OrtSession session, BuiltInDataset dataset) throws Exception {
        List<String[]> lines = lines(dataset.data());
        List<float[]> embeddings = new ArrayList<>();
        try (HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.newInstance(
                dataset.tokenizer(), Map.of("padding", "false", "truncation", "true", "maxLength", "128"))) {
            for (String[] line : lines) {
                embeddings.add(embed(session, tokenizer.encode(line[1])));
            }
        }
        List<Boolean> right = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            int nearest = -1;
            double best = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < lines.size(); j++) {
                double similarity = dot(embeddings.get(i), embeddings.get(j));
                if (j != i && similarity > best) {
                    best = similarity;
                    nearest = j;
                }
            }
            right.add(lines.get(nearest)[0].equals(lines.get(i)[0]));
        }
        return right;
    }

    private static float[] embed(OrtSession session, Encoding encoding) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OnnxTensor ids = OnnxTensor.createTensor(environment, new long[][] {encoding.getIds()});
                OnnxTensor mask = OnnxTensor.createTensor(environment, new long[][] {encoding.getAttentionMask()});
                OnnxTensor types = OnnxTensor.createTensor(environment, new long[][] {encoding.getTypeIds()});
                OrtSession.Result result =
                        session.run(Map.of("input_ids", ids, "attention_mask", mask, "token_type_ids", types))) {
            float[][] states = ((float[][][]) result.get(0).getValue())[0];
            float[] mean = new float[states[0].length];
            for (float[] state : states) {
                for (int i = 0; i < mean.length; i++) {
                    mean[i] += state[i] / states.length;
                }
            }
            float length = (float) Math.sqrt(dot(mean, mean));
            for (int i = 0; i < mean.length; i++) {
                mean[i] /= length;
            }
            return mean;
        }
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    private static List<String[]> lines(Path data) throws IOException {
        return Files.readAllLines(data).stream()
                .map(line -> line.split("\t", -1))
                .toList();
    }
}
