package dev.assay.learning.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/** Examples that can be worked by hand: Wikipedia's for byte pairs, the toy corpus of Hugging Face's course. */
class TrainersTest {
    private static final Corpus TOY = new Corpus(List.of(
            new Corpus.Word("hug", 10),
            new Corpus.Word("pug", 5),
            new Corpus.Word("pun", 12),
            new Corpus.Word("bun", 4),
            new Corpus.Word("hugs", 5)));

    private static final String CLASSIC = "aaabdaaabac";

    @Test
    void bytePairsOfTheClassicExample() {
        PairTrainer.Trained trained = PairTrainer.train(
                Corpus.of(CLASSIC, Split.WHOLE), PairEncoding.Alphabet.BYTES, Split.WHOLE, 3, 1, TieRule.FIRST_MET);

        assertThat(trained.training().steps())
                .extracting(step -> step.chosen().left() + "+" + step.chosen().right() + " x"
                        + step.chosen().count() + " -> " + step.id())
                .containsExactly("a+a x4 -> 256", "aa+a x2 -> 257", "aaa+b x2 -> 258");
        assertThat(trained.tokenizer().encode(CLASSIC).ids()).containsExactly(258, 100, 258, 97, 99);
        assertThat(trained.training().steps().getLast().corpusTokens()).isEqualTo(5);
        assertThat(trained.training().corpusTokens()).isEqualTo(11);
        assertThat(trained.training().steps().get(1).tied()).isEqualTo(2);
    }

    @Test
    void theTieRuleDecidesTheVocabulary() {
        PairTrainer.Trained trained = PairTrainer.train(
                Corpus.of(CLASSIC, Split.WHOLE),
                PairEncoding.Alphabet.BYTES,
                Split.WHOLE,
                2,
                1,
                TieRule.SMALLEST_NUMBERS);

        assertThat(trained.training().steps().get(1).symbol()).isEqualTo("ab");
    }

    @Test
    void bytePairsOfTheToyCorpus() {
        PairTrainer.Trained trained =
                PairTrainer.train(TOY, PairEncoding.Alphabet.CHARACTERS, Split.WORDS, 4, 1, TieRule.FIRST_MET);

        assertThat(trained.training().alphabet()).containsExactly("b", "g", "h", "n", "p", "s", "u");
        assertThat(trained.training().steps())
                .extracting(step -> step.symbol() + " " + step.chosen().count())
                .containsExactly("ug 20", "un 16", "hug 15", "pun 12");
        assertThat(trained.training().steps().get(2).corpus())
                .extracting(piece -> String.join("|", piece.symbols()))
                .containsExactly("hug", "p|ug", "p|un", "b|un", "hug|s");
        assertThat(trained.tokenizer().encode("bug mug").tokens())
                .extracting(token -> token.text() + " " + token.id() + " " + token.start() + "-" + token.end())
                .containsExactly("b 0 0-1", "ug 7 1-3", "m -1 4-5", "ug 7 5-7");
    }

    @Test
    void wordPieceBeginsWithThePairThatIsSeldomApart() {
        MergeTraining training = WordPieceTrainer.train(TOY, 4, 1, TieRule.FIRST_MET);

        MergeStep first = training.steps().getFirst();
        assertThat(first.symbol()).isEqualTo("##gs");
        assertThat(first.chosen().score()).isEqualTo(1 / 20.0);
        assertThat(first.candidates().get(1).score()).isEqualTo(1 / 36.0);
        assertThat(first.tied()).isEqualTo(1);
        assertThat(training.steps().get(1).symbol()).isEqualTo("hu");
    }

    /**
     * The course says that (hu, ##g) and (hu, ##gs) share the third place with 1/15. Counted out, hu and ##g occur 15 times
     * each and 10 times together, which is 2/45; hu and ##gs 5 times together of 15 and 5, which is 1/15.
     */
    @Test
    void theThirdMergeOfTheToyCorpusIsHugs() {
        MergeStep third =
                WordPieceTrainer.train(TOY, 4, 1, TieRule.FIRST_MET).steps().get(2);

        assertThat(third.symbol()).isEqualTo("hugs");
        assertThat(third.chosen().score()).isEqualTo(1 / 15.0);
        assertThat(third.tied()).isEqualTo(1);
        assertThat(third.candidates())
                .filteredOn(pair -> pair.left().equals("hu") && pair.right().equals("##g"))
                .singleElement()
                .satisfies(pair -> assertThat(pair.score()).isEqualTo(10 / 225.0));
    }

    @Test
    void wordPieceTakesTheLongestPieceAndGivesUpOnWholeWords() {
        WordPiece tokenizer = WordPiece.of(List.of("b", "h", "p", "##g", "##n", "##s", "##u", "##gs", "hu", "hug"));

        assertThat(texts(tokenizer.encode("hugs"))).containsExactly("hug", "##s");
        assertThat(texts(tokenizer.encode("bugs"))).containsExactly("b", "##u", "##gs");
        assertThat(texts(tokenizer.encode("mug"))).containsExactly("[UNK]");
        assertThat(texts(tokenizer.encode("bum"))).containsExactly("[UNK]");
    }

    private static Unigram toyUnigram() {
        return Unigram.ofCounts(UnigramTrainer.substrings(TOY, 16));
    }

    @Test
    void countsOfPartsOfTheToyCorpus() {
        SequencedMap<String, Long> expected = new LinkedHashMap<>();
        String[] tokens = {"h", "u", "g", "hu", "ug", "p", "pu", "n", "un", "b", "bu", "s", "hug", "gs", "ugs"};
        long[] counts = {15, 36, 20, 15, 20, 17, 17, 16, 16, 4, 4, 5, 15, 5, 5};
        for (int i = 0; i < tokens.length; i++) {
            expected.put(tokens[i], counts[i]);
        }
        SequencedMap<String, Long> found = UnigramTrainer.substrings(TOY, 16);

        assertThat(found).containsExactlyInAnyOrderEntriesOf(expected);
        assertThat(found.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(210);
    }

    @Test
    void unigramTakesTheMostProbableWay() {
        Unigram model = toyUnigram();

        assertThat(model.segment("pug").probability()).isCloseTo(17 * 20 / (210.0 * 210), within(1e-15));
        assertThat(model.segment("pug").probability()).isCloseTo(0.007710, within(5e-7));
        assertThat(model.segment("pug").equallyGood()).isTrue();
        assertThat(model.segment("unhug").tokens()).containsExactly("un", "hug");
        assertThat(model.segment("unhug").probability()).isCloseTo(0.005442, within(5e-7));
        assertThat(model.segment("unhug").lattice())
                .extracting(Unigram.Best::last)
                .containsExactly("u", "un", "h", "hu", "hug");
        assertThat(model.segment("huggun").tokens()).containsExactly("hug", "g", "un");
        assertThat(model.segment("huggun").probability()).isCloseTo(0.000518, within(5e-7));
    }

    @Test
    void lossOfTheToyCorpus() {
        assertThat(UnigramTrainer.loss(TOY, toyUnigram())).isCloseTo(169.80, within(5e-3));
    }

    @Test
    void unigramDropsWhatIsMissedLeast() {
        UnigramTrainer.Trained trained = UnigramTrainer.train(TOY, UnigramTrainer.substrings(TOY, 16), 12, 0.1);

        UnigramTrainer.Step first = trained.steps().getFirst();
        assertThat(first.loss()).isCloseTo(169.80, within(5e-3));
        assertThat(first.totalCount()).isEqualTo(210);
        assertThat(increase(first, "hug")).isCloseTo(23.5, within(0.05));
        assertThat(increase(first, "pu")).isCloseTo(0, within(1e-9));
        assertThat(first.removed()).hasSize(1);
        assertThat(trained.counts()).hasSize(12).containsKeys("h", "u", "g", "p", "n", "b", "s", "hug");
        assertThat(trained.steps()).hasSize(3);
        assertThat(trained.loss()).isGreaterThan(0);
    }

    @Test
    void unigramNeverDropsCharacters() {
        UnigramTrainer.Trained trained = UnigramTrainer.train(TOY, UnigramTrainer.substrings(TOY, 16), 1, 1);

        assertThat(trained.counts().keySet()).containsExactlyInAnyOrder("h", "u", "g", "p", "n", "b", "s");
        assertThat(trained.tokenizer().segment("hugs").tokens()).containsExactly("h", "u", "g", "s");
    }

    @Test
    void unigramMarksCharactersThatItLacks() {
        assertThat(toyUnigram().encode("hug😉s").tokens())
                .extracting(token -> token.text() + " " + token.start() + "-" + token.end() + " " + token.byteStart())
                .containsExactly("hug 0-3 0", "<unk> 3-5 3", "s 5-6 7");
    }

    @Test
    void aTrainingThatNobodyWouldWaitForIsRefused() {
        Corpus corpus = Corpus.of("ab".repeat(100_000), Split.WHOLE);
        assertThatThrownBy(() ->
                        PairTrainer.train(corpus, PairEncoding.Alphabet.BYTES, Split.WHOLE, 1000, 1, TieRule.FIRST_MET))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 500 merges");
    }

    @Test
    void trainingStopsWhenNothingIsFrequentEnough() {
        PairTrainer.Trained trained = PairTrainer.train(
                Corpus.of("abcd", Split.WHOLE), PairEncoding.Alphabet.BYTES, Split.WHOLE, 9, 2, TieRule.FIRST_MET);
        assertThat(trained.training().steps()).isEmpty();
    }

    private static double increase(UnigramTrainer.Step step, String token) {
        return step.candidates().stream()
                .filter(candidate -> candidate.token().equals(token))
                .findFirst()
                .orElseThrow()
                .lossIncrease();
    }

    private static List<String> texts(Tokenization cut) {
        return cut.tokens().stream().map(Token::text).toList();
    }

    @Test
    void aLongTextIsShownByItsBeginning() {
        PairTrainer.Trained trained = PairTrainer.train(
                Corpus.of("ab".repeat(1000), Split.WHOLE),
                PairEncoding.Alphabet.BYTES,
                Split.WHOLE,
                1,
                1,
                TieRule.FIRST_MET);
        MergeStep.Piece piece = trained.training().steps().getFirst().corpus().getFirst();

        assertThat(piece.word()).isEqualTo("ab".repeat(100) + "…");
        assertThat(piece.symbols()).hasSize(200).containsOnly("ab");
    }

    @Test
    void aMebibyteIsCutByUnigramAndWords() {
        String text = "hugs pun ".repeat(1 << 17);
        assertThat(toyUnigram().encode(text).tokens().size()).isGreaterThan(4 << 17);
        assertThat(new Words(List.of("hugs")).encode(text).tokens()).hasSize(2 << 17);
    }
}
