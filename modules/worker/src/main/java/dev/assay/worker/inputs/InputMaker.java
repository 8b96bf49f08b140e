package dev.assay.worker.inputs;

import dev.assay.onnx.OnnxModel;
import dev.assay.protocol.DatasetRef;
import dev.assay.protocol.Workload;
import dev.assay.runtime.ElementType;
import dev.assay.runtime.Tensor;
import dev.assay.runtime.TensorSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Makes the inputs of a run from its workload. The same workload and files give the same tensors on every machine. */
public final class InputMaker {
    /** Inputs to draw from while measuring, where memory allows. */
    static final int USUAL_POOL = 16;

    /** Most bytes of all inputs of a run together. */
    static final long MOST_BYTES = 64L << 20;

    private InputMaker() {}

    /** Where the tokenizer's native library is unpacked; call before the first text dataset of a process. */
    public static void useCache(Path directory) {
        TextInputs.useCache(directory);
    }

    /**
     * Makes the inputs.
     *
     * @param data      the dataset's file; null for generated inputs
     * @param tokenizer for a text dataset
     * @throws InputException when model, workload and dataset do not fit together
     * @throws IOException when a file cannot be read
     */
    public static InputSet make(OnnxModel model, Workload workload, @Nullable Path data, @Nullable Path tokenizer)
            throws InputException, IOException {
        List<InputSet.Column> columns = new ArrayList<>();
        long bytes = 0;
        for (TensorSpec input : ModelInputs.of(model)) {
            List<Long> shape = ModelInputs.shape(input, workload);
            columns.add(new InputSet.Column(input.name(), input.type(), shape));
            try {
                bytes = Math.addExact(bytes, Tensor.byteSize(input.type(), shape));
            } catch (ArithmeticException e) {
                throw new InputException("The input " + input.name() + " would be larger than any memory.", e);
            }
        }
        if (bytes > MOST_BYTES) {
            throw new InputException("One set of inputs takes " + (bytes >> 20) + " MiB; at most " + (MOST_BYTES >> 20)
                    + " MiB can be fed. Choose smaller shapes.");
        }
        int wanted = Math.max(USUAL_POOL, workload.fidelityInputs());
        int examples = (int) Math.min(wanted, MOST_BYTES / Math.max(1, bytes));
        DatasetRef dataset = workload.dataset();
        if (dataset == null) {
            return generated(model, columns, examples, workload.seed());
        }
        if (data == null) {
            throw new InputException("The file of the dataset " + dataset.name() + " is missing.");
        }
        return switch (dataset.format()) {
            case "npz" -> ArrayInputs.make(data, columns, examples, workload.seed());
            case "text" -> {
                if (tokenizer == null) {
                    throw new InputException("The text dataset " + dataset.name() + " comes without a tokenizer.");
                }
                yield TextInputs.make(data, tokenizer, columns, examples, workload.seed());
            }
            default ->
                throw new InputException("The dataset format " + dataset.format() + " is not known; use npz or text.");
        };
    }

    private static InputSet generated(OnnxModel model, List<InputSet.Column> columns, int examples, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Map<String, Tensor>> tensors = new ArrayList<>();
        Map<String, OptionalLong> rows = new LinkedHashMap<>();
        columns.forEach(column -> rows.put(column.name(), ModelInputs.tableRows(model, column.name())));
        for (int i = 0; i < examples; i++) {
            Map<String, Tensor> example = new LinkedHashMap<>();
            for (InputSet.Column column : columns) {
                OptionalLong table = rows.getOrDefault(column.name(), OptionalLong.empty());
                example.put(column.name(), fill(column, table, random));
            }
            tensors.add(example);
        }
        return new InputSet(new InputSet.Layout(columns, examples), tensors, List.of());
    }

    private static Tensor fill(InputSet.Column column, OptionalLong tableRows, SplittableRandom random) {
        Tensor tensor = Tensor.zeros(column.type(), column.shape());
        String name = column.name().toLowerCase(Locale.ROOT);
        boolean integer = column.type() == ElementType.INT64 || column.type() == ElementType.INT32;
        int lastAxis = column.shape().isEmpty()
                ? 1
                : Math.toIntExact(column.shape().get(column.shape().size() - 1));
        for (int i = 0; i < tensor.size(); i++) {
            double value;
            if (name.contains("mask") && !column.type().isFloating()) {
                value = 1;
            } else if (integer && (name.contains("token_type") || name.contains("segment"))) {
                value = 0;
            } else if (integer && name.contains("position")) {
                value = i % lastAxis;
            } else if (integer && tableRows.isPresent()) {
                value = random.nextLong(tableRows.getAsLong());
            } else {
                value = switch (column.type()) {
                    case FLOAT, DOUBLE, FLOAT16, BFLOAT16 -> random.nextGaussian();
                    case UINT8 -> random.nextInt(256);
                    case INT8 -> random.nextInt(-128, 128);
                    case BOOL, INT16, INT32, INT64 -> random.nextInt(2);
                };
            }
            put(tensor.data(), column.type(), i, value);
        }
        return tensor;
    }

    /** Writes one element; the value must be representable. */
    static void put(ByteBuffer data, ElementType type, int index, double value) {
        switch (type) {
            case FLOAT -> data.putFloat(index * 4, (float) value);
            case DOUBLE -> data.putDouble(index * 8, value);
            case FLOAT16 -> data.putShort(index * 2, Float.floatToFloat16((float) value));
            case BFLOAT16 -> data.putShort(index * 2, (short) (Float.floatToIntBits((float) value) >>> 16));
            case INT16 -> data.putShort(index * 2, (short) value);
            case INT32 -> data.putInt(index * 4, (int) value);
            case INT64 -> data.putLong(index * 8, (long) value);
            case INT8, UINT8, BOOL -> data.put(index, (byte) (int) value);
        }
    }

    /** Which of {@code available} examples are used, in order: all if they fit, else a seeded choice of distinct ones. */
    static List<Integer> choose(int available, int wanted, long seed) {
        int[] order = new int[available];
        for (int i = 0; i < available; i++) {
            order[i] = i;
        }
        SplittableRandom random = new SplittableRandom(seed);
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < Math.min(available, wanted); i++) {
            int other = random.nextInt(i, available);
            int swap = order[i];
            order[i] = order[other];
            order[other] = swap;
            chosen.add(order[i]);
        }
        return chosen;
    }
}
