package dev.assay.worker.inputs;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.assay.runtime.ElementType;
import dev.assay.runtime.Tensor;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * Inputs out of lines of text, {@code label<TAB>text} or {@code text}, tokenized with the model's own tokenizer, and
 * padded or cut to the workload's sequence length.
 */
final class TextInputs {
    private static final long MOST_FILE_BYTES = 64L << 20;
    private static final int MOST_LINE_CHARS = 100_000;

    private TextInputs() {}

    /** Where the tokenizer's native library is unpacked; must be called before the first use in a process. */
    static void useCache(Path directory) {
        setIfAbsent("ENGINE_CACHE_DIR", directory.toString());
        setIfAbsent("DJL_CACHE_DIR", directory.toString());
        setIfAbsent("ai.djl.offline", "true");
        setIfAbsent("OPT_OUT_TRACKING", "true");
    }

    static InputSet make(Path file, Path tokenizerFile, List<InputSet.Column> columns, int wanted, long seed)
            throws InputException, IOException {
        List<String> lines = lines(file);
        List<Long> shape = sequenceShape(columns);
        int batch = Math.toIntExact(shape.get(0));
        int length = Math.toIntExact(shape.get(1));
        if (lines.size() < batch) {
            throw new InputException(
                    "The dataset holds " + lines.size() + " texts, fewer than one batch of " + batch + ".");
        }
        List<Integer> chosen = InputMaker.choose(lines.size(), wanted * batch, seed);
        int examples = chosen.size() / batch;
        boolean labelled = lines.stream().allMatch(line -> line.indexOf('\t') > 0);
        List<String> classes = labelled
                ? new ArrayList<>(new TreeSet<>(lines.stream()
                        .map(line -> line.substring(0, line.indexOf('\t')))
                        .toList()))
                : List.of();
        List<Map<String, Tensor>> tensors = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        try (HuggingFaceTokenizer tokenizer = open(tokenizerFile, length)) {
            for (int i = 0; i < examples; i++) {
                Map<String, Tensor> example = new LinkedHashMap<>();
                columns.forEach(column -> example.put(column.name(), Tensor.zeros(column.type(), column.shape())));
                for (int b = 0; b < batch; b++) {
                    String line = lines.get(chosen.get(i * batch + b));
                    if (labelled) {
                        labels.add(classes.indexOf(line.substring(0, line.indexOf('\t'))));
                    }
                    Encoding encoding = tokenizer.encode(labelled ? line.substring(line.indexOf('\t') + 1) : line);
                    for (InputSet.Column column : columns) {
                        put(example, column, tokens(column.name(), encoding), b, length);
                    }
                }
                tensors.add(example);
            }
        }
        return new InputSet(new InputSet.Layout(columns, examples), tensors, labels);
    }

    private static HuggingFaceTokenizer open(Path file, int length) throws InputException {
        try {
            return HuggingFaceTokenizer.builder()
                    .optTokenizerPath(file)
                    .optMaxLength(length)
                    .optTruncation(true)
                    .optPadToMaxLength()
                    .build();
        } catch (IOException | RuntimeException e) {
            throw new InputException("The tokenizer cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private static void put(Map<String, Tensor> example, InputSet.Column column, long[] tokens, int row, int length)
            throws InputException {
        Tensor tensor = example.get(column.name());
        if (tensor == null || tokens.length != length) {
            throw new InputException("The tokenizer gave " + tokens.length + " tokens instead of " + length + ".");
        }
        for (int i = 0; i < length; i++) {
            InputMaker.put(tensor.data(), column.type(), row * length + i, (double) tokens[i]);
        }
    }

    private static long[] tokens(String input, Encoding encoding) throws InputException {
        String name = input.toLowerCase(Locale.ROOT);
        if (name.contains("mask")) {
            return encoding.getAttentionMask();
        }
        if (name.contains("type") || name.contains("segment")) {
            return encoding.getTypeIds();
        }
        if (name.contains("ids")) {
            return encoding.getIds();
        }
        throw new InputException("The model's input " + input + " is none that a text can fill"
                + " (token ids, attention mask, token types).");
    }

    private static List<Long> sequenceShape(List<InputSet.Column> columns) throws InputException {
        if (columns.isEmpty()) {
            throw new InputException("The model takes no inputs, so a text cannot be fed.");
        }
        List<Long> shape = columns.get(0).shape();
        for (InputSet.Column column : columns) {
            boolean integer = column.type() == ElementType.INT64 || column.type() == ElementType.INT32;
            if (column.shape().size() != 2 || !integer || !column.shape().equals(shape)) {
                throw new InputException("The input " + column.name()
                        + " does not take token ids of shape batch x sequence, so a text cannot be fed.");
            }
        }
        return shape;
    }

    private static List<String> lines(Path file) throws IOException, InputException {
        if (Files.size(file) > MOST_FILE_BYTES) {
            throw new InputException("The text dataset is larger than " + (MOST_FILE_BYTES >> 20) + " MiB.");
        }
        List<String> lines = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file)) {
                if (!line.isBlank()) {
                    lines.add(line.length() > MOST_LINE_CHARS ? line.substring(0, MOST_LINE_CHARS) : line);
                }
            }
        } catch (CharacterCodingException e) {
            throw new InputException("The text dataset is not UTF-8.", e);
        }
        return lines;
    }

    private static void setIfAbsent(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
