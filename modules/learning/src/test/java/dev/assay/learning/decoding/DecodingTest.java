package dev.assay.learning.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers worked out by hand, and properties. */
class DecodingTest {
    private static final double[] LOGITS = {2, 1, .1};

    /** Probabilities .5 .2 .15 .1 .05, in another order. */
    private static final double[] FIVE =
            Arrays.stream(new double[] {.1, .5, .05, .2, .15}).map(Math::log).toArray();

    @ParameterizedTest
    @CsvSource({".5,.8638,.1169,.0193", "1,.6590,.2424,.0986", "2,.5017,.3043,.1940", "0,1,0,0"})
    void temperatureSharpensAndFlattens(double temperature, double a, double b, double c) {
        assertThat(Softmax.of(LOGITS, temperature)).containsExactly(new double[] {a, b, c}, within(5e-5));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-300, 1e-6, 0.05, 0.1, 1, 50, 1e6})
    void anyTemperatureGivesProbabilities(double temperature) {
        double[] probabilities = Softmax.of(new double[] {1000, -1000, 999, Double.NEGATIVE_INFINITY}, temperature);
        assertThat(Arrays.stream(probabilities).sum()).isCloseTo(1, within(1e-12));
        assertThat(probabilities[3]).isZero();
    }

    @Test
    void scoresThatAreNoneAreRefused() {
        assertThatThrownBy(() -> Softmax.of(new double[] {1, Double.NaN}, 1)).hasMessageContaining("token 1");
        assertThatThrownBy(() -> Softmax.of(new double[] {Double.NEGATIVE_INFINITY}, 1))
                .hasMessageContaining("No token");
        assertThatThrownBy(() -> Softmax.of(LOGITS, -1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> new Choice(1, 0, 0, 0, Penalties.NONE)).hasMessageContaining("Top-p");
    }

    @Test
    void entropyAndPerplexity() {
        assertThat(Softmax.entropyBits(new double[] {.25, .25, .25, .25})).isCloseTo(2, within(1e-12));
        assertThat(Softmax.perplexity(new double[] {.25, .25, .25, .25})).isCloseTo(4, within(1e-12));
        assertThat(Softmax.perplexity(new double[] {1, 0})).isEqualTo(1);
        assertThat(Softmax.textPerplexity(new double[] {Math.log(.5), Math.log(.125)}))
                .isCloseTo(4, within(1e-12));
        assertThat(Math.exp(Softmax.logarithms(LOGITS)[1])).isCloseTo(.2424, within(5e-5));
    }

    @Test
    void topPKeepsTheSmallestSetThatReachesIt() {
        NextToken next = NextToken.of(FIVE, new int[0], new Choice(1, 0, .8, 0, Penalties.NONE));

        assertThat(next.kept()).isEqualTo(3);
        assertThat(next.candidates()).extracting(Candidate::token).containsExactly(1, 3, 4, 0, 2);
        assertThat(next.candidates().get(0).chance()).isCloseTo(.5 / .85, within(1e-12));
        assertThat(next.candidates().get(3).droppedBy()).isEqualTo(Candidate.Rule.TOP_P);
        assertThat(next.candidates().get(2).cumulative()).isCloseTo(.85, within(1e-12));
        assertThat(next.candidates().get(4).cumulative()).isCloseTo(1, within(1e-12));
    }

    /** A sum that reaches the limit but for rounding has reached it. */
    @ParameterizedTest
    @CsvSource({".5,1", ".7,2", ".85,3", ".95,4", ".9500001,5", "1,5", "1e-9,1"})
    void topPAtItsBoundaries(double limit, int kept) {
        assertThat(NextToken.of(FIVE, new int[0], new Choice(1, 0, limit, 0, Penalties.NONE))
                        .kept())
                .isEqualTo(kept);
    }

    @Test
    void topKComesFirstAndTopPLooksAtWhatItLeft() {
        // Of .5 and .2 the first alone is .714 of what is left.
        NextToken next = NextToken.of(FIVE, new int[0], new Choice(1, 2, .7, 0, Penalties.NONE));

        assertThat(next.kept()).isEqualTo(1);
        assertThat(next.candidates())
                .extracting(Candidate::droppedBy)
                .containsExactly(
                        null, Candidate.Rule.TOP_P, Candidate.Rule.TOP_K, Candidate.Rule.TOP_K, Candidate.Rule.TOP_K);
    }

    @ParameterizedTest
    @CsvSource({"0,5", ".1,5", ".2,4", ".25,3", ".4,2", ".41,1", "1,1"})
    void minPIsAShareOfTheMostProbable(double share, int kept) {
        assertThat(NextToken.of(FIVE, new int[0], new Choice(1, 0, 1, share, Penalties.NONE))
                        .kept())
                .isEqualTo(kept);
    }

    @Test
    void penaltiesFollowTheirFormulas() {
        double[] logits = {3, -2, 1, 0.5};
        int[] history = {0, 1, 1};

        assertThat(new Penalties(1.5, 0, 0).apply(logits, history)).containsExactly(2, -3, 1, 0.5);
        assertThat(new Penalties(1, .25, 0).apply(logits, history)).containsExactly(2.75, -2.25, 1, 0.5);
        assertThat(new Penalties(1, 0, .25).apply(logits, history)).containsExactly(2.75, -2.5, 1, 0.5);
        assertThat(Penalties.NONE.apply(logits, history)).containsExactly(logits);
        assertThat(logits).containsExactly(3, -2, 1, 0.5);
        assertThatThrownBy(() -> Penalties.NONE.apply(logits, new int[] {4})).hasMessageContaining("Token 4");
    }

    @Test
    void aDrawShowsWhereItFellOnTheLine() {
        NextToken next = NextToken.of(FIVE, new int[0], Choice.PLAIN);

        assertThat(next.draw(0).token()).isEqualTo(1);
        NextToken.Draw draw = next.draw(.6);
        assertThat(draw.token()).isEqualTo(3);
        assertThat(draw.from()).isCloseTo(.5, within(1e-12));
        assertThat(draw.to()).isCloseTo(.7, within(1e-12));
        assertThat(next.draw(Math.nextDown(1.0)).token()).isEqualTo(2);
        assertThatThrownBy(() -> next.draw(1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void drawsFollowTheChances() {
        NextToken next = NextToken.of(FIVE, new int[0], new Choice(1, 3, 1, 0, Penalties.NONE));
        Random random = new Random(3);
        int[] counts = new int[5];
        int draws = 100_000;
        for (int i = 0; i < draws; i++) {
            counts[next.draw(random.nextDouble()).token()]++;
        }
        // Four standard errors of a share near one half are .0063.
        assertThat(counts[1] / (double) draws).isCloseTo(.5 / .85, within(.0063));
        assertThat(counts[4] / (double) draws).isCloseTo(.15 / .85, within(.0063));
        assertThat(counts[0] + counts[2]).isZero();
    }

    /** Scores from a hash of the last two tokens: any model will do. */
    private static List<double[]> toy(List<int[]> prefixes) {
        return prefixes.stream()
                .map(prefix -> {
                    long state = 17;
                    for (int i = Math.max(0, prefix.length - 2); i < prefix.length; i++) {
                        state = state * 31 + prefix[i] + 1;
                    }
                    Random random = new Random(state);
                    return random.doubles(4, -2, 2).toArray();
                })
                .toList();
    }

    @Test
    void theSameSeedGivesTheSameText() {
        int[] prefix = {0, 1};
        Generation first = Generation.run(DecodingTest::toy, prefix, Choice.PLAIN, 42, 30, -1);

        assertThat(first.tokens()).hasSize(30);
        assertThat(Generation.run(DecodingTest::toy, prefix, Choice.PLAIN, 42, 30, -1))
                .isEqualTo(first);
        assertThat(Generation.run(DecodingTest::toy, prefix, Choice.PLAIN, 43, 30, -1)
                        .tokens())
                .isNotEqualTo(first.tokens());
        assertThat(first.perplexity()).isBetween(1.0, 60.0);
    }

    @Test
    void generationStopsAtTheEndToken() {
        Generation greedy = Generation.run(DecodingTest::toy, new int[] {0}, Choice.GREEDY, 1, 10, -1);
        int end = greedy.tokens()[2];
        int at = 0;
        while (greedy.tokens()[at] != end) {
            at++;
        }
        Generation stopped = Generation.run(DecodingTest::toy, new int[] {0}, Choice.GREEDY, 1, 10, end);

        assertThat(stopped.ended()).isTrue();
        assertThat(stopped.tokens()).containsExactly(Arrays.copyOf(greedy.tokens(), at + 1));
    }

    @Test
    void oneBeamIsGreedy() {
        int[] greedy = Generation.run(DecodingTest::toy, new int[] {2}, Choice.GREEDY, 1, 8, -1)
                .tokens();
        BeamSearch.Tree tree = BeamSearch.search(DecodingTest::toy, new int[] {2}, new BeamSearch.Options(1, 8, -1, 0));

        assertThat(tree.outcomes()).hasSize(1);
        assertThat(tree.outcomes().getFirst().tokens())
                .containsExactlyElementsOf(Arrays.stream(greedy).boxed().toList());
    }

    @Test
    void enoughBeamsFindTheMostProbableText() {
        double best = Double.NEGATIVE_INFINITY;
        for (int code = 0; code < 4 * 4 * 4 * 4; code++) {
            int[] text = {3, 0, 0, 0, 0};
            double sum = 0;
            for (int i = 0; i < 4; i++) {
                double[] logits = toy(List.of(Arrays.copyOf(text, i + 1))).getFirst();
                text[i + 1] = code >> (2 * i) & 3;
                sum += Softmax.logarithms(logits)[text[i + 1]];
            }
            best = Math.max(best, sum);
        }
        BeamSearch.Tree tree =
                BeamSearch.search(DecodingTest::toy, new int[] {3}, new BeamSearch.Options(256, 4, -1, 0));

        assertThat(tree.outcomes()).hasSize(256);
        assertThat(tree.outcomes().getFirst().sum()).isCloseTo(best, within(1e-12));
    }

    @Test
    void theTreeAddsUp() {
        BeamSearch.Tree tree = BeamSearch.search(DecodingTest::toy, new int[] {1}, new BeamSearch.Options(3, 5, 2, 1));

        for (BeamSearch.Node node : tree.nodes()) {
            double before =
                    node.parent() < 0 ? 0 : tree.nodes().get(node.parent()).sum();
            assertThat(node.sum()).isCloseTo(before + node.logProbability(), within(1e-12));
            assertThat(node.fate() == BeamSearch.Fate.FINISHED)
                    .isEqualTo(node.token() == 2 && node.fate() != BeamSearch.Fate.PRUNED);
            if (node.parent() >= 0) {
                assertThat(tree.nodes().get(node.parent()).fate()).isEqualTo(BeamSearch.Fate.SURVIVED);
            }
        }
        assertThat(tree.outcomes())
                .allSatisfy(outcome -> assertThat(outcome.score())
                        .isCloseTo(outcome.sum() / outcome.tokens().size(), within(1e-12)))
                .isSortedAccordingTo((a, b) -> Double.compare(b.score(), a.score()));
    }
}
