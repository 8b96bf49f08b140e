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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * Rows out of lines of text, {@code label<TAB>text} or {@code text}, tokenized with the model's own tokenizer, and cut or
 * padded to the workload's sequence length.
 */
final class TextRows implements Rows {
    private static final int LENGTH_STEP = 8;
    private static final long MOST_FILE_BYTES = 64L << 20;
    private static final int MOST_LINE_CHARS = 100_000;

    private final List<String> lines;
    private final List<InputSlot> slots;
    private final int length;
    private final boolean open;
    private final boolean labelled;
    private final HuggingFaceTokenizer tokenizer;

    private TextRows(
            List<String> lines, List<InputSlot> slots, int length, boolean open, HuggingFaceTokenizer tokenizer) {
        this.lines = lines;
        this.slots = slots;
        this.length = length;
        this.open = open;
        this.labelled = lines.stream().allMatch(line -> line.indexOf('\t') > 0);
        this.tokenizer = tokenizer;
    }

    /** Where the tokenizer's native library is unpacked; must be called before the first use in a process. */
    static void useCache(Path directory) {
        setIfAbsent("ENGINE_CACHE_DIR", directory.toString());
        setIfAbsent("DJL_CACHE_DIR", directory.toString());
        setIfAbsent("ai.djl.offline", "true");
        setIfAbsent("OPT_OUT_TRACKING", "true");
    }

    /**
     * Reads the lines and opens the tokenizer.
     *
     * @param natural whether each text has the length that it needs, where the model leaves the length open: rounded up to
     *                a multiple of {@value #LENGTH_STEP} such that at least one position is padding, unless the text fills
     *                the workload's length, so that what the model does with padding can be seen
     */
    static TextRows open(Path file, Path tokenizerFile, List<InputSlot> slots, boolean natural)
            throws InputException, IOException {
        List<String> lines = lines(file);
        if (lines.isEmpty()) {
            throw new InputException("The text dataset holds no lines.");
        }
        List<Long> shape = sequenceShape(slots);
        boolean open = natural && slots.stream().allMatch(slot -> slot.isOpen(1));
        int length = Math.toIntExact(shape.get(1));
        return new TextRows(lines, slots, length, open, open(tokenizerFile, length));
    }

    @Override
    public int count() {
        return lines.size();
    }

    @Override
    public int batch() {
        return InputSlot.batch(slots);
    }

    @Override
    public List<Integer> labels() {
        if (!labelled) {
            return List.of();
        }
        List<String> classes =
                List.copyOf(new TreeSet<>(lines.stream().map(TextRows::label).toList()));
        return lines.stream().map(line -> classes.indexOf(label(line))).toList();
    }

    private static String label(String line) {
        return line.substring(0, line.indexOf('\t'));
    }

    @Override
    public Map<String, Tensor> example(List<Integer> rows) throws InputException {
        List<Encoding> encodings = new ArrayList<>();
        int needed = 1;
        boolean fromLeft = false;
        for (int row : rows) {
            String line = lines.get(row);
            Encoding encoding = tokenizer.encode(labelled ? line.substring(line.indexOf('\t') + 1) : line);
            encodings.add(encoding);
            long[] mask = encoding.getAttentionMask();
            needed = Math.max(needed, (int) Arrays.stream(mask).sum());
            fromLeft |= mask.length > 0 && mask[0] == 0;
        }
        int kept = open ? Math.min(length, (needed / LENGTH_STEP + 1) * LENGTH_STEP) : length;
        int from = fromLeft ? length - kept : 0;
        Map<String, Tensor> example = new LinkedHashMap<>();
        for (InputSlot slot : slots) {
            Tensor tensor = Tensor.zeros(slot.type(), List.of((long) encodings.size(), (long) kept));
            for (int row = 0; row < encodings.size(); row++) {
                long[] tokens = tokens(slot.name(), encodings.get(row));
                if (tokens.length != length) {
                    throw new InputException(
                            "The tokenizer gave " + tokens.length + " tokens instead of " + length + ".");
                }
                for (int i = 0; i < kept; i++) {
                    InputMaker.put(tensor.data(), slot.type(), row * kept + i, (double) tokens[from + i]);
                }
            }
            example.put(slot.name(), tensor);
        }
        return example;
    }

    @Override
    public void close() {
        tokenizer.close();
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

    private static List<Long> sequenceShape(List<InputSlot> slots) throws InputException {
        if (slots.isEmpty()) {
            throw new InputException("The model takes no inputs, so a text cannot be fed.");
        }
        List<Long> shape = slots.get(0).shape();
        for (InputSlot slot : slots) {
            boolean integer = slot.type() == ElementType.INT64 || slot.type() == ElementType.INT32;
            if (slot.shape().size() != 2 || !integer || !slot.shape().equals(shape)) {
                throw new InputException("The input " + slot.name()
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
