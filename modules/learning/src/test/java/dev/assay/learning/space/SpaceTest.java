package dev.assay.learning.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpaceTest {
    /** King and queen differ as man and woman do, but king is the closest to what the sum gives. */
    private static final VectorTable ROYAL = new VectorTable(
            List.of("man", "woman", "king", "queen", "apple"),
            new float[] {
                1, 0, 0,
                1, .4f, 0,
                1, 0, 3,
                1, 1.2f, 3,
                -1, 0, -.1f
            },
            3);

    private static VectorTable random(int count, int dimensions, long seed) {
        Random random = new Random(seed);
        float[] values = new float[count * dimensions];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new VectorTable(IntStream.range(0, count).mapToObj(i -> "w" + i).toList(), values, dimensions);
    }

    @Test
    void nearestIsExact() {
        VectorTable table = random(2000, 20, 1);
        List<VectorTable.Neighbour> all = new ArrayList<>();
        for (String name : table.names()) {
            all.add(new VectorTable.Neighbour(name, table.place(name), table.cosine("w7", name)));
        }
        all.sort(Comparator.comparingDouble((VectorTable.Neighbour n) -> -n.cosine()));

        assertThat(table.neighbours("w7", 10)).isEqualTo(all.subList(1, 11));
        assertThat(table.nearest(table.vector("w7"), 1, Set.of()).getFirst().name())
                .isEqualTo("w7");
        assertThat(table.neighbours("w7", 5000)).hasSize(1999);
        assertThat(table.neighbours("w7", 0)).isEmpty();
    }

    @Test
    void equallyCloseNamesKeepTheirOrder() {
        VectorTable table = new VectorTable(List.of("a", "b", "c", "d"), new float[] {1, 2, 3, 1}, 1);
        assertThat(table.neighbours("d", 2))
                .extracting(VectorTable.Neighbour::name)
                .containsExactly("a", "b");
    }

    @Test
    void anAnalogyMayAnswerWithItsOwnQuestion() {
        VectorTable.Analogy all = ROYAL.analogy("man", "woman", "king", 2, false, VectorTable.Addition.PLAIN);
        VectorTable.Analogy others = ROYAL.analogy("man", "woman", "king", 2, true, VectorTable.Addition.PLAIN);

        assertThat(all.neighbours()).extracting(VectorTable.Neighbour::name).containsExactly("king", "queen");
        assertThat(others.neighbours()).extracting(VectorTable.Neighbour::name).containsExactly("queen", "apple");
        assertThat(all.neighbours().get(1)).isEqualTo(others.neighbours().get(0));
        assertThat(ROYAL.analogy("man", "woman", "king", 1, true, VectorTable.Addition.UNIT)
                        .neighbours()
                        .getFirst()
                        .name())
                .isEqualTo("queen");
    }

    @Test
    void cosinesAreSymmetricAndBounded() {
        VectorTable table = random(40, 3, 2);
        double[][] matrix = table.cosines(table.names());
        for (int i = 0; i < 40; i++) {
            assertThat(matrix[i][i]).isEqualTo(1);
            for (int j = 0; j < 40; j++) {
                assertThat(matrix[i][j]).isEqualTo(matrix[j][i]).isBetween(-1.0, 1.0);
            }
        }
        assertThat(ROYAL.cosine("man", "apple")).isCloseTo(-1 / Math.sqrt(1.01), within(1e-7));
        assertThat(ROYAL.norm("king")).isCloseTo(Math.sqrt(10), within(1e-12));
    }

    @Test
    void anAxisOrdersNamesBetweenItsEnds() {
        List<VectorTable.Neighbour> along = ROYAL.alongAxis("man", "woman", List.of("king", "queen"));

        assertThat(along.get(0).cosine()).isCloseTo(0, within(1e-12));
        assertThat(along.get(1).cosine()).isCloseTo(1.2 / Math.sqrt(1 + 1.44 + 9), within(1e-6));
    }

    @Test
    void badTablesAndNamesAreRefused() {
        assertThatThrownBy(() -> ROYAL.neighbours("pear", 1)).hasMessageContaining("pear");
        assertThatThrownBy(() -> new VectorTable(List.of("a"), new float[3], 2)).hasMessageContaining("3 numbers");
        assertThatThrownBy(() -> new VectorTable(List.of("a", "a"), new float[2], 1))
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> new VectorTable(List.of("a"), new float[] {Float.NaN}, 1))
                .hasMessageContaining("NaN");
    }

    @Test
    void sensesAreApartWhenTheirVectorsAre() {
        Senses senses = Senses.of(
                List.of(new float[] {1, 0}, new float[] {2, 0}, new float[] {0, 1}, new float[] {0, 3}),
                List.of("river", "river", "money", "money"));

        assertThat(senses).isEqualTo(new Senses(1, 0, 1));
        assertThatThrownBy(() -> Senses.of(List.of(new float[1], new float[1]), List.of("a", "a")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Four groups far apart in ten dimensions. */
    private static double[][] groups(int each, double apart) {
        Random random = new Random(8);
        double[][] points = new double[4 * each][10];
        for (int i = 0; i < points.length; i++) {
            for (int c = 0; c < 10; c++) {
                points[i][c] = random.nextGaussian() + (c == i / each ? apart : 0);
            }
        }
        return points;
    }

    @Test
    void theSameSeedDrawsTheSameMap() {
        double[][] points = groups(15, 8);
        NeighbourMap map = NeighbourMap.of(points, 10, 400, 3);

        assertThat(NeighbourMap.of(points, 10, 400, 3).places()).isDeepEqualTo(map.places());
        assertThat(NeighbourMap.of(points, 10, 400, 4).places()[0]).isNotEqualTo(map.places()[0]);
        assertThat(map.perplexity()).isEqualTo(10);
    }

    @Test
    void theMapKeepsGroupsTogether() {
        double[][] points = groups(20, 12);
        NeighbourMap map = NeighbourMap.of(points, 10, 600, 1);
        double[][] places = map.places();

        for (int i = 0; i < places.length; i++) {
            int nearest = -1;
            double least = Double.POSITIVE_INFINITY;
            for (int j = 0; j < places.length; j++) {
                double distance = Math.hypot(places[i][0] - places[j][0], places[i][1] - places[j][1]);
                if (j != i && distance < least) {
                    least = distance;
                    nearest = j;
                }
            }
            assertThat(nearest / 20).isEqualTo(i / 20);
        }
        Preservation kept = Preservation.of(points, places, 10);
        assertThat(kept.score()).isGreaterThan(2 * kept.byChance());
        assertThat(map.divergence())
                .isBetween(0.0, NeighbourMap.of(points, 10, 20, 1).divergence());
    }

    @Test
    void equalPointsAndFewPointsHaveAMapToo() {
        double[][] equal = new double[6][4];
        for (double[] place : NeighbourMap.of(equal, 30, 300, 1).places()) {
            assertThat(place[0]).isFinite();
            assertThat(place[1]).isFinite();
        }
        assertThat(NeighbourMap.of(groups(1, 5), 30, 300, 1).perplexity()).isEqualTo(1);
        assertThatThrownBy(() -> NeighbourMap.of(new double[501][2], 30, 10, 1)).hasMessageContaining("500");
        assertThatThrownBy(() -> NeighbourMap.of(new double[][] {{Double.NaN}, {1}, {2}}, 30, 10, 1))
                .hasMessageContaining("NaN");
    }

    @Test
    void preservationIsOneForTheSamePointsAndChanceForOthers() {
        double[][] points = groups(50, 0);
        assertThat(Preservation.of(points, points, 7).score()).isEqualTo(1);
        double[][] noise = random(200, 2, 9).rows(random(200, 2, 9).names());
        Preservation none = Preservation.of(points, noise, 10);
        assertThat(none.byChance()).isCloseTo(10 / 199.0, within(1e-12));
        assertThat(none.score()).isCloseTo(none.byChance(), within(.02));
        assertThat(none.perPoint()).hasSize(200);
    }

    @Test
    void fewerBitsFindFewerNeighbours() {
        VectorTable table = random(500, 64, 6);
        List<String> words = table.names().subList(0, 50);
        RoundedTable same = RoundedTable.of(table, RoundedTable.Form.FLOAT32);
        RoundedTable bytes = RoundedTable.of(table, RoundedTable.Form.INT8);
        RoundedTable bits = RoundedTable.of(table, RoundedTable.Form.BINARY);

        assertThat(List.of(same.bytes(), bytes.bytes(), bits.bytes())).containsExactly(128_000L, 34_000L, 4_000L);
        assertThat(same.recall(table, words, 10)).isEqualTo(1);
        assertThat(bytes.recall(table, words, 10)).isGreaterThan(.95);
        assertThat(bits.recall(table, words, 10)).isBetween(.2, .9);
        assertThat(bits.table().vector("w0")).containsAnyOf(-1f, 1f);
        assertThat(bytes.table().cosine("w1", "w2")).isCloseTo(table.cosine("w1", "w2"), within(.01));
    }
}
