package dev.assay.worker.inputs;

import dev.assay.runtime.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rows out of one {@code .npy} file per row and input, {@code NAME_0.npy}, {@code NAME_1.npy}, ...: the shape is that of
 * the model's input with or without a batch axis of 1. Files may differ in the sizes of open axes as long as the batch
 * is 1.
 */
final class FileRows implements Rows {
    private final DatasetFiles files;
    private final List<InputSlot> slots;
    private final List<Long> numbers;
    private final int batch;

    private FileRows(DatasetFiles files, List<InputSlot> slots, List<Long> numbers) {
        this.files = files;
        this.slots = slots;
        this.numbers = numbers;
        this.batch = InputSlot.batch(slots);
    }

    /** Whether there is a numbered file for one of the inputs. */
    static boolean isIn(DatasetFiles files, List<InputSlot> slots) {
        return slots.stream().anyMatch(slot -> !numbers(files, slot.name()).isEmpty());
    }

    static FileRows open(DatasetFiles files, List<InputSlot> slots) throws InputException {
        List<Long> numbers = List.of();
        for (InputSlot slot : slots) {
            List<Long> found = numbers(files, slot.name());
            if (found.isEmpty()) {
                throw new InputException("The dataset has no files " + slot.name() + "_0.npy, " + slot.name()
                        + "_1.npy, ... for the model's input " + slot.name() + ".");
            }
            if (!numbers.isEmpty() && !numbers.equals(found)) {
                throw new InputException("The files of the inputs "
                        + slots.stream().map(InputSlot::name).toList() + " do not have the same numbers, so they do not"
                        + " go together.");
            }
            numbers = found;
        }
        return new FileRows(files, slots, numbers);
    }

    private static List<Long> numbers(DatasetFiles files, String input) {
        Pattern pattern = Pattern.compile(Pattern.quote(input) + "_(\\d{1,9})\\.npy");
        TreeSet<Long> numbers = new TreeSet<>();
        for (String name : files.names()) {
            Matcher matcher = pattern.matcher(name);
            if (matcher.matches() && name.equals(input + "_" + Long.parseLong(matcher.group(1)) + ".npy")) {
                numbers.add(Long.parseLong(matcher.group(1)));
            }
        }
        return List.copyOf(numbers);
    }

    @Override
    public int count() {
        return numbers.size();
    }

    @Override
    public int batch() {
        return batch;
    }

    @Override
    public List<Integer> labels() {
        return List.of();
    }

    @Override
    public Map<String, Tensor> example(List<Integer> rows) throws InputException, IOException {
        Map<String, Tensor> example = new LinkedHashMap<>();
        for (InputSlot slot : slots) {
            List<NpyArray> parts = new ArrayList<>();
            for (int row : rows) {
                String name = slot.name() + "_" + numbers.get(row);
                try (InputStream in = files.open(name + ".npy")) {
                    parts.add(Npz.array(name, in, InputMaker.MOST_BYTES));
                }
                ArrayRows.checkType(slot, parts.get(parts.size() - 1));
            }
            example.put(slot.name(), stack(slot, parts));
        }
        return example;
    }

    private Tensor stack(InputSlot slot, List<NpyArray> parts) throws InputException {
        List<Long> row = parts.get(0).shape();
        List<Long> shape = new ArrayList<>(row);
        if (row.size() == slot.shape().size() - 1) {
            shape.add(0, (long) batch);
        } else if (row.size() == slot.shape().size() && (row.isEmpty() || row.get(0) == 1)) {
            if (!row.isEmpty()) {
                shape.set(0, (long) batch);
            }
        } else {
            throw new InputException("A file of the input " + slot.name() + " has shape " + row
                    + ", but one example of the model has " + slot.declared() + "; -1 stands for any size.");
        }
        InputSlot fitted = ArrayRows.fitted(slot, shape);
        Tensor tensor = Tensor.zeros(slot.type(), fitted.shape());
        var to = tensor.data().duplicate();
        for (NpyArray part : parts) {
            if (!part.shape().equals(row)) {
                throw new InputException("The files of the input " + slot.name() + " have different shapes, " + row
                        + " and " + part.shape() + ", so they cannot share a batch of " + batch + ".");
            }
            to.put(part.data().duplicate());
        }
        return tensor;
    }

    @Override
    public void close() throws IOException {
        files.close();
    }
}
