package dev.assay.worker.inputs;

import dev.assay.runtime.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Inputs out of an {@code .npz} file: one array per model input, first axis = example, and optionally {@code labels}. */
final class ArrayInputs {
    private static final String LABELS = "labels";

    private ArrayInputs() {}

    static InputSet make(Path file, List<InputSet.Column> columns, int wanted, long seed)
            throws InputException, IOException {
        Map<String, NpyArray> arrays = Npz.read(file);
        List<InputSet.Column> fitted = new ArrayList<>();
        int rows = -1;
        for (InputSet.Column column : columns) {
            NpyArray array = arrays.get(column.name());
            if (array == null) {
                throw new InputException(
                        "The dataset has no array " + column.name() + "; it has " + arrays.keySet() + ".");
            }
            if (array.type() != column.type()) {
                throw new InputException("The array " + column.name() + " holds " + array.type()
                        + ", but the model takes " + column.type() + ".");
            }
            if (array.shape().isEmpty() || (rows >= 0 && rows != array.shape().get(0))) {
                throw new InputException("The arrays of the dataset do not have the same number of examples.");
            }
            rows = Math.toIntExact(array.shape().get(0));
            fitted.add(fit(column, array));
        }
        if (rows < 1) {
            throw new InputException("The dataset holds no examples for this model.");
        }
        int batch = batch(fitted);
        if (rows < batch) {
            throw new InputException("The dataset holds " + rows + " examples, fewer than one batch of " + batch + ".");
        }
        List<Integer> chosen = InputMaker.choose(rows, wanted * batch, seed);
        int examples = chosen.size() / batch;
        List<Map<String, Tensor>> tensors = new ArrayList<>();
        for (int i = 0; i < examples; i++) {
            Map<String, Tensor> example = new LinkedHashMap<>();
            for (InputSet.Column column : fitted) {
                NpyArray array = arrays.get(column.name());
                Tensor tensor = Tensor.zeros(column.type(), column.shape());
                int rowBytes = tensor.data().limit() / batch;
                ByteBuffer to = tensor.data().duplicate();
                for (int b = 0; array != null && b < batch; b++) {
                    to.put(array.data().slice(chosen.get(i * batch + b) * rowBytes, rowBytes));
                }
                example.put(column.name(), tensor);
            }
            tensors.add(example);
        }
        return new InputSet(
                new InputSet.Layout(fitted, examples),
                tensors,
                labels(arrays.get(LABELS), rows, chosen.subList(0, examples * batch)));
    }

    /** The column with the sizes of the array: open axes take what the data has. */
    private static InputSet.Column fit(InputSet.Column column, NpyArray array) throws InputException {
        List<Long> row = array.shape().subList(1, array.shape().size());
        List<Long> shape = new ArrayList<>(row);
        if (column.shape().size() == array.shape().size()) {
            shape.add(0, column.shape().get(0));
        } else if (column.shape().size() != row.size()) {
            throw new InputException("The array " + column.name() + " has shape " + array.shape()
                    + ", but the model takes " + column.shape() + ".");
        }
        if (Tensor.byteSize(column.type(), shape) > InputMaker.MOST_BYTES) {
            throw new InputException("One example of the array " + column.name() + " is too large to be fed.");
        }
        return new InputSet.Column(column.name(), column.type(), shape);
    }

    private static int batch(List<InputSet.Column> columns) {
        return columns.isEmpty() || columns.get(0).shape().isEmpty()
                ? 1
                : Math.toIntExact(columns.get(0).shape().get(0));
    }

    private static List<Integer> labels(@Nullable NpyArray labels, int rows, List<Integer> chosen)
            throws InputException {
        if (labels == null) {
            return List.of();
        }
        if (!labels.shape().equals(List.of((long) rows)) || labels.type().isFloating()) {
            throw new InputException("The labels of the dataset must be one whole number per example.");
        }
        List<Integer> values = new ArrayList<>();
        for (int index : chosen) {
            values.add((int) value(labels, index));
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
}
