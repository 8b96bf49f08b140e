package dev.assay.worker.inputs;

import dev.assay.runtime.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows out of whole arrays: one per model input and named like it, first axis = row, and optionally {@code labels}. */
final class ArrayRows implements Rows {
    private static final String LABELS = "labels";
    private static final String ENDING = ".npy";

    private final Map<String, NpyArray> arrays;
    private final List<InputSlot> slots;
    private final int count;
    private final int batch;
    private final List<Integer> labels;

    private ArrayRows(Map<String, NpyArray> arrays, List<InputSlot> slots, int count, int batch, List<Integer> labels) {
        this.arrays = arrays;
        this.slots = slots;
        this.count = count;
        this.batch = batch;
        this.labels = labels;
    }

    /** Reads the arrays that the model takes, and the labels; others are left alone. */
    static ArrayRows open(DatasetFiles files, List<InputSlot> slots) throws InputException, IOException {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        long left = Npz.MOST_BYTES;
        List<String> wanted =
                new ArrayList<>(slots.stream().map(InputSlot::name).toList());
        wanted.add(LABELS);
        for (String name : wanted) {
            if (files.has(name + ENDING)) {
                try (InputStream in = files.open(name + ENDING)) {
                    NpyArray array = Npz.array(name, in, left);
                    left -= array.data().limit();
                    arrays.put(name, array);
                }
            }
        }
        List<InputSlot> fitted = new ArrayList<>();
        int rows = -1;
        for (InputSlot slot : slots) {
            NpyArray array = arrays.get(slot.name());
            if (array == null) {
                throw new InputException("The dataset has no array " + slot.name() + "; it has "
                        + files.names(ENDING).stream()
                                .map(name -> name.substring(0, name.length() - ENDING.length()))
                                .toList()
                        + ".");
            }
            checkType(slot, array);
            if (array.shape().isEmpty() || (rows >= 0 && rows != array.shape().get(0))) {
                throw new InputException("The arrays of the dataset do not have the same number of examples.");
            }
            rows = Math.toIntExact(array.shape().get(0));
            fitted.add(fit(slot, array));
        }
        if (rows < 1) {
            throw new InputException("The dataset holds no examples for this model.");
        }
        return new ArrayRows(arrays, fitted, rows, InputSlot.batch(fitted), labels(arrays.get(LABELS), rows));
    }

    static void checkType(InputSlot slot, NpyArray array) throws InputException {
        if (array.type() != slot.type()) {
            throw new InputException("The array " + slot.name() + " holds " + array.type() + ", but the model takes "
                    + slot.type() + "; convert it and save it again.");
        }
    }

    /** The slot with the sizes of the array: open axes take what the data has. */
    private static InputSlot fit(InputSlot slot, NpyArray array) throws InputException {
        List<Long> row = array.shape().subList(1, array.shape().size());
        List<Long> shape = new ArrayList<>(row);
        if (slot.shape().size() == array.shape().size()) {
            shape.add(0, slot.shape().get(0));
        } else if (slot.shape().size() != row.size()) {
            throw new InputException("The array " + slot.name() + " has shape " + array.shape()
                    + ", but the model takes " + slot.shape() + ".");
        }
        return fitted(slot, shape);
    }

    /** The slot with another shape, if that is not too large and fits the axes that the model fixes. */
    static InputSlot fitted(InputSlot slot, List<Long> shape) throws InputException {
        if (Tensor.byteSize(slot.type(), shape) > InputMaker.MOST_BYTES) {
            throw new InputException("One example of the array " + slot.name() + " is too large to be fed.");
        }
        for (int axis = 0; axis < shape.size(); axis++) {
            if (shape.get(axis) < 1
                    || (slot.declared().get(axis) >= 0
                            && !shape.get(axis).equals(slot.declared().get(axis)))) {
                throw new InputException("The array " + slot.name() + " gives examples of shape " + shape
                        + ", but the model takes " + slot.declared() + ".");
            }
        }
        return slot.with(shape);
    }

    private static List<Integer> labels(@Nullable NpyArray labels, int rows) throws InputException {
        if (labels == null) {
            return List.of();
        }
        if (!labels.shape().equals(List.of((long) rows)) || labels.type().isFloating()) {
            throw new InputException("The labels of the dataset must be one whole number per example.");
        }
        List<Integer> values = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            values.add((int) value(labels, row));
        }
        return values;
    }

    private static long value(NpyArray array, int index) {
        return switch (array.type()) {
            case INT64 -> array.data().getLong(index * 8);
            case INT32 -> array.data().getInt(index * 4);
            case INT16 -> array.data().getShort(index * 2);
            case UINT8 -> array.data().get(index) & 0xff;
            default -> array.data().get(index);
        };
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public int batch() {
        return batch;
    }

    @Override
    public List<Integer> labels() {
        return labels;
    }

    @Override
    public Map<String, Tensor> example(List<Integer> rows) {
        Map<String, Tensor> example = new LinkedHashMap<>();
        for (InputSlot slot : slots) {
            NpyArray array = arrays.get(slot.name());
            Tensor tensor = Tensor.zeros(slot.type(), slot.shape());
            int rowBytes = tensor.data().limit() / batch;
            ByteBuffer to = tensor.data().duplicate();
            for (int row : rows) {
                if (array != null) {
                    to.put(array.data().slice(row * rowBytes, rowBytes));
                }
            }
            example.put(slot.name(), tensor);
        }
        return example;
    }
}
