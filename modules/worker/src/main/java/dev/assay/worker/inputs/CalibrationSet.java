package dev.assay.worker.inputs;

import dev.assay.onnx.OnnxModel;
import dev.assay.protocol.CalibrationRef;
import dev.assay.protocol.Workload;
import dev.assay.runtime.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The examples that a scheme is calibrated with. Texts have the length that they need, so examples may differ in shape;
 * those of one shape are kept together. On disk they are one file, part after part, as {@link InputSet} writes them.
 *
 * @param parts   examples of one shape each, in the order in which the model sees them
 * @param indices rows of the dataset in that order
 * @param notes   what the reader of a result should know about the choice, in sentences
 */
public record CalibrationSet(List<InputSet> parts, List<Integer> indices, List<String> notes) {
    /** Most bytes of all examples together. */
    static final long MOST_BYTES = 192L << 20;

    /** Fewer examples than this are worth a warning, and a reason to share rows with the fidelity inputs. */
    static final int FEW = 16;

    private static final int MOST_EXAMPLES = 10_000;

    public CalibrationSet {
        parts = List.copyOf(parts);
        indices = List.copyOf(indices);
        notes = List.copyOf(notes);
    }

    /**
     * Draws the examples, without replacement.
     *
     * @param held rows of the same dataset that fidelity is measured on: left out where enough others are there
     * @throws InputException when the dataset does not fit the model or cannot show any range
     */
    public static CalibrationSet draw(
            OnnxModel model,
            Workload workload,
            CalibrationRef calibration,
            @Nullable Path data,
            @Nullable Path tokenizer,
            List<Integer> held)
            throws InputException, IOException {
        if (calibration.examples() < 1) {
            throw new InputException("The calibration asks for " + calibration.examples()
                    + " examples; at least one is needed, a hundred are usual.");
        }
        List<InputSlot> slots = InputSlot.of(model, workload);
        try (Rows rows = Datasets.open(calibration.dataset(), data, tokenizer, slots, true)) {
            InputMaker.requireOneBatch(rows);
            int batch = rows.batch();
            Draw draw = Draw.of(
                    rows.count(), batch, Math.min(calibration.examples(), MOST_EXAMPLES), calibration.seed(), held);
            Map<Map<String, List<Long>>, List<List<Integer>>> rowsByShape = new LinkedHashMap<>();
            Map<Map<String, List<Long>>, List<Map<String, Tensor>>> byShape = new LinkedHashMap<>();
            long bytes = 0;
            int taken = 0;
            for (List<Integer> one : draw.examples()) {
                Map<String, Tensor> example = rows.example(one);
                bytes += example.values().stream()
                        .mapToLong(tensor -> tensor.data().limit())
                        .sum();
                if (taken > 0 && bytes > MOST_BYTES) {
                    break;
                }
                Map<String, List<Long>> shapes = InputSet.shapes(example);
                byShape.computeIfAbsent(shapes, absent -> new ArrayList<>()).add(example);
                rowsByShape.computeIfAbsent(shapes, absent -> new ArrayList<>()).add(one);
                taken++;
            }
            List<Map<String, Tensor>> all =
                    byShape.values().stream().flatMap(List::stream).toList();
            CalibrationCheck.check(all);
            List<InputSet> parts = new ArrayList<>();
            byShape.forEach((shapes, examples) -> parts.add(InputSet.of(
                    examples,
                    List.of(),
                    rowsByShape.getOrDefault(shapes, List.of()).stream()
                            .flatMap(List::stream)
                            .toList())));
            List<Integer> indices =
                    parts.stream().flatMap(part -> part.rows().stream()).toList();
            return new CalibrationSet(parts, indices, notes(calibration, draw, taken, indices, held));
        }
    }

    private static List<String> notes(
            CalibrationRef calibration, Draw draw, int taken, List<Integer> indices, List<Integer> held) {
        List<String> notes = new ArrayList<>();
        Set<Integer> shared = new HashSet<>(indices);
        shared.retainAll(new HashSet<>(held));
        if (!shared.isEmpty()) {
            notes.add(shared.size() + " of the " + indices.size()
                    + " calibration examples are also among the inputs that fidelity is measured on, because the dataset"
                    + " is too small to keep them apart; fidelity on new inputs may be lower.");
        }
        if (taken < draw.examples().size()) {
            notes.add("Only " + taken + " calibration examples were used, because more would take over "
                    + (MOST_BYTES >> 20) + " MiB.");
        } else if (taken < FEW && taken < calibration.examples()) {
            notes.add("Only " + taken + " calibration examples were there; ranges from so few may be too narrow.");
        }
        return notes;
    }

    /** How the file is to be read. */
    public List<InputSet.Layout> layouts() {
        return parts.stream().map(InputSet::layout).toList();
    }

    /** Number of examples. */
    public int examples() {
        return parts.stream().mapToInt(part -> part.tensors().size()).sum();
    }

    /** Writes the file. */
    public void write(Path file) throws IOException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (InputSet part : parts) {
                for (InputSet.Column column : part.layout().columns()) {
                    for (Map<String, Tensor> example : part.tensors()) {
                        Tensor tensor = example.get(column.name());
                        if (tensor == null) {
                            throw new IllegalStateException("No tensor for " + column.name());
                        }
                        ByteBuffer data = tensor.data().duplicate().rewind();
                        while (data.hasRemaining()) {
                            out.write(data);
                        }
                    }
                }
            }
        }
    }

    /** Reads a file that {@link #write} made: all examples, part after part. */
    public static List<Map<String, Tensor>> read(Path file, List<InputSet.Layout> layouts) throws IOException {
        List<Map<String, Tensor>> examples = new ArrayList<>();
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            for (InputSet.Layout layout : layouts) {
                examples.addAll(InputSet.read(in, layout));
            }
        }
        return examples;
    }

    /**
     * Which rows make up the examples.
     *
     * @param examples rows of each example
     */
    record Draw(List<List<Integer>> examples) {
        /**
         * Draws with a seed, without replacement. Held rows are left out if at least {@link #FEW} examples, or as many as
         * are wanted, remain; otherwise all rows take part.
         */
        static Draw of(int rows, int batch, int wanted, long seed, List<Integer> held) {
            Set<Integer> avoided = new HashSet<>(held);
            List<Integer> free = new ArrayList<>();
            for (int row = 0; row < rows; row++) {
                if (!avoided.contains(row)) {
                    free.add(row);
                }
            }
            if (free.size() / batch < Math.min(wanted, FEW)) {
                free.clear();
                for (int row = 0; row < rows; row++) {
                    free.add(row);
                }
            }
            List<Integer> order =
                    InputMaker.choose(free.size(), (int) Math.min(free.size(), (long) wanted * batch), seed);
            List<List<Integer>> examples = new ArrayList<>();
            for (int i = 0; i + batch <= order.size(); i += batch) {
                examples.add(order.subList(i, i + batch).stream().map(free::get).toList());
            }
            return new Draw(examples);
        }
    }
}
