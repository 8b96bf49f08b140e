package dev.assay.worker.inputs;

import dev.assay.onnx.OnnxModel;
import dev.assay.protocol.DatasetRef;
import dev.assay.protocol.Workload;
import dev.assay.runtime.ElementType;
import dev.assay.runtime.Tensor;
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
        TextRows.useCache(directory);
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
        List<InputSlot> slots = InputSlot.of(model, workload);
        int wanted = Math.max(USUAL_POOL, workload.fidelityInputs());
        int examples = (int) Math.min(wanted, MOST_BYTES / Math.max(1, InputSlot.bytes(slots)));
        DatasetRef dataset = workload.dataset();
        if (dataset == null) {
            return generated(model, slots, examples, workload.seed());
        }
        try (Rows rows = Datasets.open(dataset, data, tokenizer, slots, false)) {
            requireOneBatch(rows);
            int batch = rows.batch();
            List<Integer> chosen = choose(rows.count(), examples * batch, workload.seed());
            List<Map<String, Tensor>> tensors = new ArrayList<>();
            for (int i = 0; i + batch <= chosen.size(); i += batch) {
                tensors.add(rows.example(chosen.subList(i, i + batch)));
                if (!InputSet.shapes(tensors.get(0)).equals(InputSet.shapes(tensors.get(tensors.size() - 1)))) {
                    throw new InputException(
                            "The examples of the dataset " + dataset.name()
                                    + " have different shapes, so they cannot be measured as one workload; they can calibrate.");
                }
            }
            List<Integer> used = chosen.subList(0, tensors.size() * batch);
            List<Integer> labels = rows.labels();
            return InputSet.of(
                    tensors,
                    labels.isEmpty()
                            ? List.of()
                            : used.stream().map(labels::get).toList(),
                    used);
        }
    }

    static void requireOneBatch(Rows rows) throws InputException {
        if (rows.count() < rows.batch()) {
            throw new InputException(
                    "The dataset holds " + rows.count() + " examples, fewer than one batch of " + rows.batch() + ".");
        }
    }

    private static InputSet generated(OnnxModel model, List<InputSlot> slots, int examples, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Map<String, Tensor>> tensors = new ArrayList<>();
        Map<String, OptionalLong> rows = new LinkedHashMap<>();
        slots.forEach(slot -> rows.put(slot.name(), ModelInputs.tableRows(model, slot.name())));
        for (int i = 0; i < examples; i++) {
            Map<String, Tensor> example = new LinkedHashMap<>();
            for (InputSlot slot : slots) {
                OptionalLong table = rows.getOrDefault(slot.name(), OptionalLong.empty());
                example.put(slot.name(), fill(slot, table, random));
            }
            tensors.add(example);
        }
        return InputSet.of(tensors, List.of(), List.of());
    }

    private static Tensor fill(InputSlot slot, OptionalLong tableRows, SplittableRandom random) {
        Tensor tensor = Tensor.zeros(slot.type(), slot.shape());
        String name = slot.name().toLowerCase(Locale.ROOT);
        boolean integer = slot.type() == ElementType.INT64 || slot.type() == ElementType.INT32;
        int lastAxis = slot.shape().isEmpty()
                ? 1
                : Math.toIntExact(slot.shape().get(slot.shape().size() - 1));
        for (int i = 0; i < tensor.size(); i++) {
            double value;
            if (name.contains("mask") && !slot.type().isFloating()) {
                value = 1;
            } else if (integer && (name.contains("token_type") || name.contains("segment"))) {
                value = 0;
            } else if (integer && name.contains("position")) {
                value = i % lastAxis;
            } else if (integer && tableRows.isPresent()) {
                value = random.nextLong(tableRows.getAsLong());
            } else {
                value = switch (slot.type()) {
                    case FLOAT, DOUBLE, FLOAT16, BFLOAT16 -> random.nextGaussian();
                    case UINT8 -> random.nextInt(256);
                    case INT8 -> random.nextInt(-128, 128);
                    case BOOL, INT16, INT32, INT64 -> random.nextInt(2);
                };
            }
            put(tensor.data(), slot.type(), i, value);
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
