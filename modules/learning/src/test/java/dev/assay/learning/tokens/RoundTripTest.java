package dev.assay.learning.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Byte-level tokenizers give every text back, and their tokens cover it without a gap. */
class RoundTripTest {
    private static final int LARGE = 1 << 20;

    private interface Decoder {
        String decode(int[] ids);
    }

    private record Subject(Tokenizer tokenizer, Decoder decoder) {}

    private static List<Subject> subjects() {
        PairEncoding whole = PairTrainer.train(
                        Corpus.of("the cat sat on the mat; 안녕하세요 안녕 😉😉", Split.WHOLE),
                        PairEncoding.Alphabet.BYTES,
                        Split.WHOLE,
                        40,
                        1,
                        TieRule.FIRST_MET)
                .tokenizer();
        PairEncoding pieces = PairTrainer.train(
                        Corpus.of("the cat sat on the mat; aaaa aaaaaaaa      \n\n\n", Split.GPT2),
                        PairEncoding.Alphabet.BYTES,
                        Split.GPT2,
                        40,
                        1,
                        TieRule.SMALLEST_NUMBERS)
                .tokenizer();
        OpenAiEncoding gpt2 = OpenAiEncoding.gpt2();
        OpenAiEncoding cl100k = OpenAiEncoding.cl100k();
        OpenAiEncoding o200k = OpenAiEncoding.o200k();
        return List.of(
                new Subject(gpt2, gpt2::decode),
                new Subject(cl100k, cl100k::decode),
                new Subject(o200k, o200k::decode),
                new Subject(whole, whole::decode),
                new Subject(pieces, pieces::decode),
                new Subject(new Characters(), new Characters()::decode));
    }

    @TestFactory
    Stream<DynamicTest> namedTexts() {
        List<String> texts = new ArrayList<>(List.of(
                "",
                " ",
                "\0\u0001\u0007\u001b[31m\u007f\u0085\u200b\u202e\ufeff",
                "👩‍👩‍👧‍👦🏳️‍🌈🇩🇪 e\u0301 é",
                "Ελληνικά русский עברית العربية हिन्दी ไทย 中文 日本語 한국어",
                "line\r\nline\n\n   indented\t\ttabs   ",
                "<|endoftext|>[CLS]</s>"));
        texts.add("x".repeat(2000) + " ".repeat(2000) + "9".repeat(2000));
        return subjects().stream()
                .flatMap(subject -> texts.stream()
                        .map(text -> DynamicTest.dynamicTest(
                                subject.tokenizer().name() + " " + text.length(), () -> check(subject, text))));
    }

    @TestFactory
    Stream<DynamicTest> randomTexts() {
        return subjects().stream()
                .map(subject -> DynamicTest.dynamicTest(subject.tokenizer().name(), () -> {
                    Random random = new Random(20261120);
                    for (int i = 0; i < 300; i++) {
                        check(subject, text(random, random.nextInt(80)));
                    }
                }));
    }

    /** A quadratic loop would need more than 10^11 steps here, so this would not end. */
    @TestFactory
    Stream<DynamicTest> aMebibyte() {
        String text = "a".repeat(LARGE / 2)
                + " ".repeat(LARGE / 4)
                + "안".repeat(LARGE / 24)
                + text(new Random(7), LARGE / 24)
                + "The quick brown fox. ".repeat(LARGE / 210);
        assertThat(text.getBytes(StandardCharsets.UTF_8).length).isGreaterThan(LARGE);
        return subjects().stream()
                .map(subject -> DynamicTest.dynamicTest(subject.tokenizer().name(), () -> check(subject, text)));
    }

    @Test
    void halfACharacterIsReplaced() {
        Tokenization cut = OpenAiEncoding.cl100k().encode("a\uD83Db\uDE09");

        assertThat(cut.text()).isEqualTo("a\uFFFDb\uFFFD");
        assertThat(OpenAiEncoding.cl100k().decode(cut.ids())).isEqualTo(cut.text());
    }

    private static void check(Subject subject, String text) {
        Tokenization cut = subject.tokenizer().encode(text);

        assertThat(subject.decoder().decode(cut.ids()).equals(text))
                .as("given back")
                .isTrue();
        assertThat(Arrays.equals(Texts.join(cut.bytes()), text.getBytes(StandardCharsets.UTF_8)))
                .as("the bytes of the tokens are those of the text")
                .isTrue();
        int at = 0;
        for (Token token : cut.tokens()) {
            if (token.byteStart() != at || token.byteEnd() <= at || token.start() >= token.end()) {
                throw new AssertionError("a gap or an empty token at byte " + at + ": " + token);
            }
            at = token.byteEnd();
        }
        assertThat(Arrays.stream(cut.tokensPerWord()).sum())
                .isLessThanOrEqualTo(cut.tokens().size());
    }

    private static String text(Random random, int characters) {
        StringBuilder text = new StringBuilder();
        while (text.length() < characters) {
            int character = switch (random.nextInt(6)) {
                case 0 -> random.nextInt(0x20);
                case 1, 2 -> 0x20 + random.nextInt(0x5f);
                case 3 -> random.nextInt(0x800);
                case 4 -> random.nextInt(0x10000);
                default -> random.nextInt(Character.MAX_CODE_POINT + 1);
            };
            if (character < 0xD800 || character > 0xDFFF) {
                text.appendCodePoint(character);
            }
        }
        return text.toString();
    }
}
