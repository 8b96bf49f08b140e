package dev.assay.learning.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares with Hugging Face's own tokenizer on the file of the built-in sentence model. */
class WordPieceOracleTest {
    private static HuggingFaceTokenizer oracle;
    private static WordPiece ours;

    @BeforeAll
    static void open(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("tokenizer.json");
        try (InputStream in = WordPieceOracleTest.class.getResourceAsStream("/all-minilm-l6-v2-tokenizer.json")) {
            Files.copy(in, file);
        }
        oracle = HuggingFaceTokenizer.newInstance(file, Map.of("padding", "false", "truncation", "false"));
        ours = WordPieceFile.read(file);
    }

    @AfterAll
    static void close() {
        oracle.close();
    }

    @Test
    void readsTheWholeVocabulary() {
        assertThat(ours.vocabularySize()).isEqualTo(30522);
        assertThat(ours.specials()).containsEntry("[CLS]", 101).containsEntry("[SEP]", 102);
        assertThat(ours.id("##ing")).isEqualTo(2075);
    }

    @Test
    void agreesOnTextsOfManyKinds() {
        for (String text : List.of(
                "",
                "   ",
                "Hello, World!",
                "The animal didn't cross the street because it was too tired.",
                "unaffable embeddings tokenization WordPiece's",
                "Crème brûlée, naïve façade; Ångström ÉCOLE İstanbul ΣΊΣΥΦΟΣ Straße",
                "e\u0301 a\u0308 o\u0302\u0323",
                "中文字符 and 日本語のテキスト 한국어 안녕하세요",
                "price: $5.00 + 20% = ~6€ <b>&amp;</b> a_b `x` ^|",
                "tab\tnew\nline\r\nnull\0 bell\u0007 zero\u200bwidth \u202e bom\ufeff nbsp\u00a0x \u3000wide",
                "emoji 😉 👩‍👩‍👧 🏳️‍🌈 flags 🇩🇪 🥺",
                "[CLS] injected [SEP] [MASK] [sep] [UNK]",
                "हिन्दी ไทย العربية עברית",
                "supercalifragilisticexpialidocious" + "x".repeat(100),
                "y".repeat(100),
                "y".repeat(101))) {
            compare(text);
        }
    }

    @Test
    void agreesOnRandomTexts() {
        Random random = new Random(5);
        String letters = "abcdefghijklmnopqrstuvwxyz  .,'-ÀÉîöñß中文é\u0301한\u00a0\t#[]1279";
        for (int i = 0; i < 400; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(60); length > 0; length--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            compare(text.toString());
        }
    }

    /**
     * Every character, between two letters, of ranges that hold nothing younger than Unicode 8. Of younger marks and
     * punctuation the categories in the oracle's tables say nothing yet.
     */
    @Test
    void agreesOnEveryCharacterOfOldRanges() {
        int[] ranges = {
            0x1, 0x61C, 0x620, 0x7FC, 0x900, 0x9FC, 0xE00, 0xEB9, 0xF00, 0x166C, 0x1800, 0x180E, 0x1E00, 0x2E42, 0x2E80,
            0xA82B, 0xAC00, 0xD7FF, 0xE000, 0xFFFF
        };
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < ranges.length; i += 2) {
            for (int character = ranges[i]; character <= ranges[i + 1]; character++) {
                if (Character.isDefined(character)) {
                    String text = "a" + Character.toString(character) + "b";
                    long[] expected = oracle.encode(text, true, false).getIds();
                    int[] found =
                            ours.encode(text, SpecialText.RECOGNISED, true).ids();
                    if (!Arrays.equals(
                            expected, Arrays.stream(found).asLongStream().toArray())) {
                        differences.add(Character.getName(character));
                    }
                }
            }
        }
        assertThat(differences).isEmpty();
    }

    @Test
    void placesAreThoseOfTheOracle() {
        String text = "Crème brûlée, 😉 tokenization in 中文!";
        CharSpan[] expected = oracle.encode(text, false, false).getCharTokenSpans();
        List<Token> found = ours.encode(text).tokens();

        assertThat(found).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat(text.codePointCount(0, found.get(i).start())).isEqualTo(expected[i].getStart());
            assertThat(text.codePointCount(0, found.get(i).end())).isEqualTo(expected[i].getEnd());
            assertThat(found.get(i).byteStart())
                    .isEqualTo(text.substring(0, found.get(i).start()).getBytes(StandardCharsets.UTF_8).length);
        }
    }

    @Test
    void controlTokensInATextAreTextUnlessAllowed() {
        assertThat(ours.encode("[SEP]").tokens()).extracting(Token::text).containsExactly("[", "sep", "]");
        assertThat(ours.encode("[SEP]", SpecialText.RECOGNISED, false).ids()).containsExactly(102);
        assertThatThrownBy(() -> ours.encode("a [SEP]", SpecialText.REFUSED, false))
                .isInstanceOf(SpecialTokenInText.class);
    }

    @Test
    void takesALargeText() {
        Tokenization cut = ours.encode("Words and 中 ".repeat(100_000));
        assertThat(cut.tokens()).hasSize(300_000);
    }

    @Test
    void refusesAFileOfAnotherKind() {
        assertThatThrownBy(() -> WordPieceFile.parse("{\"model\": {\"type\": \"BPE\"}}"))
                .isInstanceOf(WordPieceFile.UnusableTokenizer.class)
                .hasMessageContaining("BPE");
        assertThatThrownBy(() -> WordPieceFile.parse("{}")).isInstanceOf(WordPieceFile.UnusableTokenizer.class);
        assertThatThrownBy(() -> WordPieceFile.parse("not json")).isInstanceOf(WordPieceFile.UnusableTokenizer.class);
    }

    private static void compare(String text) {
        Encoding expected = oracle.encode(text, true, false);
        Tokenization found = ours.encode(text, SpecialText.RECOGNISED, true);
        assertThat(found.ids())
                .as(text)
                .containsExactly(Arrays.stream(expected.getIds())
                        .mapToInt(Math::toIntExact)
                        .toArray());
        assertThat(found.tokens()).extracting(Token::text).containsExactly(expected.getTokens());
    }
}
