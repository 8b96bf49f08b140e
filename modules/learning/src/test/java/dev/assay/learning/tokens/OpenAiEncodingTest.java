package dev.assay.learning.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OpenAiEncodingTest {
    private static final OpenAiEncoding GPT2 = OpenAiEncoding.gpt2();
    private static final OpenAiEncoding CL100K = OpenAiEncoding.cl100k();
    private static final OpenAiEncoding O200K = OpenAiEncoding.o200k();

    static List<OpenAiEncoding> all() {
        return List.of(GPT2, CL100K, O200K);
    }

    /** Expected by the README of minbpe, which compares with tiktoken. */
    @Test
    void agreesWithTiktokenOnMixedScripts() {
        assertThat(CL100K.encode("hello123!!!? (안녕하세요!) 😉").ids())
                .containsExactly(15339, 4513, 12340, 30, 320, 31495, 230, 75265, 243, 92245, 16715, 57037);
    }

    /** Expected by rasbt/LLMs-from-scratch issue 558 and by the export script of Transformer Explainer. */
    @Test
    void agreesWithTiktokenOnGpt2() {
        assertThat(GPT2.encode("Hello,").ids()).containsExactly(15496, 11);
        assertThat(GPT2.encode("Data visualization empowers users to").ids())
                .containsExactly(6601, 32704, 795, 30132, 2985, 284);
    }

    @Test
    void oneWordMayCostFarMoreInAnotherVocabulary() {
        assertThat(all())
                .allSatisfy(encoding ->
                        assertThat(encoding.encode("strawberry").tokens()).hasSize(3));
        assertThat(all())
                .extracting(encoding -> encoding.encode("안녕하세요").tokens().size())
                .containsExactly(14, 5, 2);
    }

    @Test
    void indentationIsCheaperInLaterVocabularies() {
        String code = "def f(x):\n        return x";
        int gpt2 = GPT2.encode(code).tokens().size();
        assertThat(CL100K.encode(code).tokens().size()).isLessThan(gpt2);
        assertThat(O200K.encode(code).tokens().size()).isLessThan(gpt2);
    }

    @ParameterizedTest
    @MethodSource("all")
    void controlTokensHaveTheNumbersOfTheVocabulary(OpenAiEncoding encoding) {
        encoding.specials()
                .forEach((token, id) ->
                        assertThat(encoding.decode(new int[] {id})).isEqualTo(token));
    }

    @ParameterizedTest
    @CsvSource({"PLAIN,9", "RECOGNISED,3"})
    void aSpelledControlTokenIsTextUnlessAllowed(SpecialText mode, int count) {
        Tokenization cut = CL100K.encode("a<|endoftext|>b", mode);

        assertThat(cut.tokens()).hasSize(count);
        assertThat(cut.tokens()).filteredOn(Token::special).hasSize(mode == SpecialText.PLAIN ? 0 : 1);
        assertThat(CL100K.decode(cut.ids())).isEqualTo("a<|endoftext|>b");
    }

    @Test
    void recognisedControlTokensHavePlaces() {
        Token control = CL100K.encode("é<|endoftext|>b", SpecialText.RECOGNISED)
                .tokens()
                .get(1);

        assertThat(control).isEqualTo(new Token(100257, "<|endoftext|>", 1, 14, 2, 15, true));
    }

    @Test
    void refusesASpelledControlTokenOnDemand() {
        assertThatThrownBy(() -> GPT2.encode("ab <|endoftext|>", SpecialText.REFUSED))
                .isInstanceOf(SpecialTokenInText.class)
                .hasMessageContaining("<|endoftext|>")
                .hasMessageContaining("character 3");
    }

    @Test
    void tokensInsideACharacterShowTheirBytesAndEncloseIt() {
        Tokenization cut = GPT2.encode("x😉");

        assertThat(cut.tokens().size()).isGreaterThan(2);
        assertThat(String.join(" ", cut.hex())).isEqualTo("78 f0 9f 98 89");
        assertThat(cut.tokens().subList(1, cut.tokens().size()))
                .allSatisfy(
                        token -> assertThat(List.of(token.start(), token.end())).containsExactly(1, 3));
    }

    @Test
    void unknownNumbersAreRefused() {
        assertThatThrownBy(() -> GPT2.bytes(60000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("60000");
        assertThatThrownBy(() -> CL100K.decode(new int[] {1, 100256})).hasMessageContaining("100256");
        assertThat(GPT2.vocabularySize()).isEqualTo(50257);
    }

    /** The encoder is JTokkit's, the merges are ours: both must come to the same tokens. */
    @ParameterizedTest
    @MethodSource("all")
    void theMergesLeadToTheTokens(OpenAiEncoding encoding) {
        for (String text : List.of("strawberry", "Hello, World!  12345", "안녕하세요 😉", "\n\n\t\tif (x) {", "x")) {
            List<EncodingStep> steps = encoding.replay(text);
            Tokenization cut = encoding.encode(text);
            int bytes = cut.bytes().stream().mapToInt(piece -> piece.length).sum();

            assertThat(steps).hasSize(bytes - cut.tokens().size());
            if (!steps.isEmpty()) {
                assertThat(steps.getLast().pieces())
                        .containsExactlyElementsOf(
                                cut.bytes().stream().map(Spelling::of).toList());
            }
            for (EncodingStep step : steps) {
                assertThat(Spelling.of(encoding.bytes(step.id()))).isEqualTo(step.symbol());
            }
        }
        assertThat(encoding.replay("")).isEmpty();
        assertThatThrownBy(() -> encoding.replay("x".repeat(401))).hasMessageContaining("400 bytes");
    }
}
