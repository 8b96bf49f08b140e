package dev.assay.learning.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TokenizationTest {
    private static final OpenAiEncoding GPT2 = OpenAiEncoding.gpt2();

    @Test
    void countsTokensOfEachWord() {
        Tokenization cut = GPT2.encode("a  xqzjvwk\n\n안");

        assertThat(cut.tokensPerWord()).hasSize(3).startsWith(1);
        assertThat(cut.tokensPerWord()[1]).isGreaterThan(1);
        assertThat(new Characters().encode("ab  cde").tokensPerWord()).containsExactly(2, 3);
        assertThat(GPT2.encode(" \n ").tokensPerWord()).isEmpty();
    }

    @Test
    void densityIsPerCharacterOfUnicode() {
        assertThat(new Characters().encode("a😉").tokensPerThousandCharacters()).isEqualTo(1000);
        assertThat(GPT2.encode("").tokensPerThousandCharacters()).isZero();
    }

    @Test
    void aWordOutsideOfTheVocabularyIsLost() {
        Words words = Words.of("the cat and the dog, the end", 3);

        assertThat(words.vocabularySize()).isEqualTo(4);
        assertThat(words.encode("the cow, café").tokens())
                .extracting(token -> token.text() + " " + token.start() + "-" + token.end() + " " + token.byteEnd())
                .containsExactly("the 0-3 3", "<unk> 4-7 7", "<unk> 7-8 8", "<unk> 9-13 14");
        assertThat(words.encode("the").ids()).containsExactly(1);
    }

    @Test
    void oneBlankChangesTheTokensAroundIt() {
        Change change = Change.between(GPT2.encode("we say hello now"), GPT2.encode("we say  hello now"));

        assertThat(change.sameBefore()).isEqualTo(2);
        assertThat(change.sameAfter()).isEqualTo(2);
        assertThat(change.was()).isEmpty();
        assertThat(change.is()).extracting(Token::text).containsExactly(" ");
        Change capital = Change.between(GPT2.encode("hello now"), GPT2.encode("HELLO now"));
        assertThat(capital.was()).extracting(Token::text).containsExactly("hello");
        assertThat(capital.is()).extracting(Token::text).containsExactly("HE", "LL", "O");
        assertThat(Change.between(GPT2.encode("x"), GPT2.encode("x")).is()).isEmpty();
    }

    @Test
    void cutsOfTwoTokenizersAreCompared() {
        Tokenization characters = new Characters().encode("cab");
        Tokenization pieces = WordPiece.of(List.of("ca", "##b")).encode("cab");

        assertThat(Change.cutsOnlyIn(characters, pieces)).containsExactly(1);
        assertThat(Change.cutsOnlyIn(pieces, characters)).isEmpty();
    }
}
