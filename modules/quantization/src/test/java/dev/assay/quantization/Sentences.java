package dev.assay.quantization;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** English sentences of whole words that MiniLM's vocabulary holds, so that looking words up is all the tokenizing. */
final class Sentences {
    private static final long BEGIN = 101;
    private static final long END = 102;

    private static final List<String> TEXTS = List.of(
            "the model reads every word of a sentence and gives back a list of numbers",
            "a small river ran behind the old house where my mother was born",
            "prices of oil and gold fell for the third day as investors waited for news",
            "she opened the window and listened to the rain on the roof",
            "the team scored twice in the last minutes of the game and won the cup",
            "water becomes hot at a lower temperature near the top of a high mountain",
            "he forgot his keys again and had to wait outside until evening",
            "the court decided that the law applies to all citizens of the state",
            "birds fly south in winter because there is more food in warm countries",
            "the doctor asked how long the pain had lasted and wrote down the answer",
            "machines can learn from examples without being told every rule",
            "our train left the station ten minutes late and arrived an hour early",
            "the museum shows paintings from three centuries and is free on sunday",
            "nobody knew who had sent the letter or why it came so late",
            "light travels faster than sound which is why we see the storm first",
            "the children built a castle of sand and the sea took it away",
            "a good memory is useful but a good notebook is better",
            "the company will open two new factories and hire a thousand people next year",
            "turn left at the church and walk along the wall to the second door",
            "many stars that we see at night no longer exist");

    private Sentences() {}

    /** Token ids of each sentence with the marks of its beginning and end. */
    static List<long[]> tokens() throws IOException {
        String vocabulary;
        try (InputStream in = Sentences.class.getResourceAsStream("/all-minilm-l6-v2-tokenizer.json")) {
            if (in == null) {
                throw new IOException("the tokenizer is not on the class path");
            }
            vocabulary = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        List<long[]> tokens = new ArrayList<>();
        for (String text : TEXTS) {
            String[] words = text.split(" ", -1);
            long[] ids = new long[words.length + 2];
            ids[0] = BEGIN;
            ids[ids.length - 1] = END;
            for (int i = 0; i < words.length; i++) {
                Matcher entry =
                        Pattern.compile('"' + words[i] + "\"\\s*:\\s*(\\d+)").matcher(vocabulary);
                if (!entry.find()) {
                    throw new IOException("the vocabulary does not hold " + words[i]);
                }
                ids[i + 1] = Long.parseLong(entry.group(1));
            }
            tokens.add(ids);
        }
        return tokens;
    }
}
