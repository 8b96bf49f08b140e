package dev.assay.learning.tokens;

import dev.assay.protocol.Wire;
import dev.assay.protocol.WireException;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Reads a {@code tokenizer.json} with a WordPiece model and the preparation of BERT, such as that of the built-in sentence
 * model. Truncation and padding, which belong to a batch and not to a text, are left out.
 */
public final class WordPieceFile {
    private WordPieceFile() {}

    /** A file is no WordPiece tokenizer that this program can follow exactly; the message says why. */
    public static final class UnusableTokenizer extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnusableTokenizer(String message, Throwable cause) {
            super(message, cause);
        }

        UnusableTokenizer(String message) {
            super(message);
        }
    }

    /**
     * Reads a file.
     *
     * @throws IOException       when it cannot be read
     * @throws UnusableTokenizer when it is something else
     */
    public static WordPiece read(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    /**
     * Reads the content of a file.
     *
     * @throws UnusableTokenizer when it is something else
     */
    public static WordPiece parse(String json) {
        try {
            return tokenizer(Wire.read(json, JsonObject.class));
            // JSON-P answers a missing member with one of the latter two.
        } catch (WireException | ClassCastException | NullPointerException e) {
            throw new UnusableTokenizer(
                    "The file is not a tokenizer.json as Hugging Face tokenizers write it; nothing was read from it.",
                    e);
        }
    }

    private static WordPiece tokenizer(JsonObject file) {
        JsonObject model = file.getJsonObject("model");
        String type = model.getString("type", "WordPiece");
        if (!type.equals("WordPiece")) {
            throw new UnusableTokenizer("The tokenizer is of the type " + type + "; only WordPiece can be shown here.");
        }
        Map<String, Integer> vocabulary = new HashMap<>();
        JsonObject entries = model.getJsonObject("vocab");
        entries.keySet().forEach(piece -> vocabulary.put(piece, entries.getInt(piece)));
        SequencedMap<String, Integer> specials = new LinkedHashMap<>();
        if (file.containsKey("added_tokens")) {
            for (JsonObject added : file.getJsonArray("added_tokens").getValuesAs(JsonObject.class)) {
                specials.put(added.getString("content"), added.getInt("id"));
            }
        }
        List<String> before = new ArrayList<>();
        List<String> after = new ArrayList<>();
        frame(file, before, after);
        return new WordPiece(
                vocabulary,
                new WordPiece.Parts(
                        model.getString("unk_token", "[UNK]"),
                        model.getString("continuing_subword_prefix", "##"),
                        model.getInt("max_input_chars_per_word", WordPiece.LONGEST_WORD),
                        preparation(file),
                        specials,
                        List.copyOf(before),
                        List.copyOf(after)));
    }

    private static BertText preparation(JsonObject file) {
        JsonObject normalizer = file.getJsonObject("normalizer");
        String type = normalizer.getString("type");
        String cutting = file.getJsonObject("pre_tokenizer").getString("type");
        if (!type.equals("BertNormalizer") || !cutting.equals("BertPreTokenizer")) {
            throw new UnusableTokenizer("The tokenizer prepares texts by " + type + " and " + cutting
                    + "; only BertNormalizer and BertPreTokenizer can be shown here.");
        }
        boolean lowercase = normalizer.getBoolean("lowercase", true);
        // Where the file leaves accents open, they go with the case.
        boolean open = !normalizer.containsKey("strip_accents") || normalizer.isNull("strip_accents");
        return new BertText(
                normalizer.getBoolean("clean_text", true),
                normalizer.getBoolean("handle_chinese_chars", true),
                open ? lowercase : normalizer.getBoolean("strip_accents"),
                lowercase);
    }

    private static void frame(JsonObject file, List<String> before, List<String> after) {
        if (!file.containsKey("post_processor") || file.isNull("post_processor")) {
            return;
        }
        JsonObject processor = file.getJsonObject("post_processor");
        switch (processor.getString("type")) {
            case "TemplateProcessing" -> {
                boolean behind = false;
                for (JsonValue part : processor.getJsonArray("single")) {
                    JsonObject object = part.asJsonObject();
                    if (object.containsKey("Sequence")) {
                        behind = true;
                    } else {
                        (behind ? after : before)
                                .add(object.getJsonObject("SpecialToken").getString("id"));
                    }
                }
            }
            case "BertProcessing" -> {
                before.add(processor.getJsonArray("cls").getString(0));
                after.add(processor.getJsonArray("sep").getString(0));
            }
            default ->
                throw new UnusableTokenizer("The tokenizer frames texts by " + processor.getString("type")
                        + "; only TemplateProcessing and BertProcessing can be shown here.");
        }
    }
}
