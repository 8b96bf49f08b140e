package dev.assay.worker.inputs;

import dev.assay.runtime.ElementType;
import dev.assay.runtime.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The inputs of a run, all of one shape. On disk they are one file: for each model input in order, its tensors one after
 * the other, little endian, no header; {@link Layout} says how to read it.
 *
 * @param layout  names, types and shapes
 * @param tensors one map from input name to tensor per example
 * @param labels  class numbers, {@code batch} per example; empty when there are none
 * @param rows    rows of the dataset, {@code batch} per example; empty when the inputs were generated
 */
public record InputSet(Layout layout, List<Map<String, Tensor>> tensors, List<Integer> labels, List<Integer> rows) {
    /** How an input file is to be read. */
    public record Layout(List<Column> columns, int examples) {}

    /** One model input: the shape is that of one example, the batch axis included. */
    public record Column(String name, ElementType type, List<Long> shape) {}

    public InputSet {
        tensors = List.copyOf(tensors);
        labels = List.copyOf(labels);
        rows = List.copyOf(rows);
    }

    /** Inputs of one shape, taken from the first example. */
    static InputSet of(List<Map<String, Tensor>> tensors, List<Integer> labels, List<Integer> rows) {
        List<Column> columns = new ArrayList<>();
        tensors.get(0).forEach((name, tensor) -> columns.add(new Column(name, tensor.type(), tensor.shape())));
        return new InputSet(new Layout(columns, tensors.size()), tensors, labels, rows);
    }

    /** The first examples, without labels. */
    public InputSet first(int examples) {
        int kept = Math.min(examples, tensors.size());
        return of(tensors.subList(0, kept), List.of(), List.of());
    }

    /** The shapes of an example's tensors, by input. */
    static Map<String, List<Long>> shapes(Map<String, Tensor> example) {
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        example.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        return shapes;
    }

    /** {@code name=1x128} for each input. */
    public List<String> shapes() {
        return layout.columns().stream()
                .map(column -> column.name() + "="
                        + column.shape().stream().map(String::valueOf).collect(Collectors.joining("x")))
                .toList();
    }

    /** Writes the file and gives the SHA-256 over names, types, shapes and contents. */
    public String write(Path file) throws IOException {
        MessageDigest digest = newSha256();
        digest.update(shapes().toString().getBytes(StandardCharsets.UTF_8));
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (Column column : layout.columns()) {
                digest.update(column.type().name().getBytes(StandardCharsets.UTF_8));
                for (Map<String, Tensor> example : tensors) {
                    Tensor tensor = example.get(column.name());
                    if (tensor == null) {
                        throw new IllegalStateException("No tensor for " + column.name());
                    }
                    digest.update(tensor.data().duplicate().rewind());
                    ByteBuffer data = tensor.data().duplicate().rewind();
                    while (data.hasRemaining()) {
                        out.write(data);
                    }
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Reads a file that {@link #write} made. */
    public static List<Map<String, Tensor>> read(Path file, Layout layout) throws IOException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            return read(in, layout);
        }
    }

    /** Reads from where the channel is. */
    static List<Map<String, Tensor>> read(FileChannel in, Layout layout) throws IOException {
        List<Map<String, Tensor>> examples = new ArrayList<>();
        for (int i = 0; i < layout.examples(); i++) {
            examples.add(new LinkedHashMap<>());
        }
        for (Column column : layout.columns()) {
            for (Map<String, Tensor> example : examples) {
                Tensor tensor = Tensor.zeros(column.type(), column.shape());
                ByteBuffer data = tensor.data().duplicate().order(ByteOrder.nativeOrder());
                while (data.hasRemaining()) {
                    if (in.read(data) < 0) {
                        throw new IOException("The input file is shorter than its layout says");
                    }
                }
                example.put(column.name(), tensor);
            }
        }
        return examples;
    }

    static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java runtime", e);
        }
    }
}
