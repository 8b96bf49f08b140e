package dev.assay.quantization.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.quantization.QuantizationReport;
import dev.assay.quantization.Scheme;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The search against a made-up model whose layers lose known amounts of fidelity and cost known times. */
class SchemeSearchTest {
    private static final Trial.Measured FP32 = new Trial.Measured(10, 4_000, 1, List.of());

    /** Ten layers; each takes 1 ms in fp32 and less in a scheme, and takes fidelity away. */
    private static final class Model implements Trial<RuntimeException> {
        private final Map<String, Double> loss = new HashMap<>();
        private int comparisons;

        Model(double usual, Map<String, Double> exceptions) {
            for (int i = 0; i < 10; i++) {
                loss.put("layer" + i, usual);
            }
            loss.putAll(exceptions);
        }

        @Override
        public Optional<Double> cosine(Scheme scheme) {
            comparisons++;
            return Optional.of(evaluate(scheme).cosine());
        }

        @Override
        public Optional<Measured> measure(Scheme scheme) {
            return scheme.needsCalibration() ? Optional.empty() : Optional.of(evaluate(scheme));
        }

        private Measured evaluate(Scheme scheme) {
            double millis = 0;
            double cosine = 1;
            long bytes = 0;
            List<QuantizationReport.Layer> layers = new ArrayList<>();
            for (String layer : new TreeSet<>(loss.keySet())) {
                Scheme here = schemeOf(layer, scheme);
                millis += switch (here) {
                    case Scheme.Int8Dynamic s -> 0.5;
                    case Scheme.Int8WeightOnly s -> 0.9;
                    case Scheme.Int4WeightOnly s -> 0.8;
                    default -> 1;
                };
                double share = switch (here) {
                    case Scheme.Int8Dynamic s -> 1;
                    case Scheme.Int8WeightOnly s -> 0.1;
                    case Scheme.Int4WeightOnly s -> 3;
                    default -> 0;
                };
                bytes += here instanceof Scheme.Fp32 ? 400 : here instanceof Scheme.Int4WeightOnly ? 60 : 100;
                cosine -= share * loss.getOrDefault(layer, 0.0);
                if (!(here instanceof Scheme.Fp32)) {
                    layers.add(new QuantizationReport.Layer(layer, "MatMul", 100, 30.0, 0.999));
                }
            }
            return new Measured(millis, bytes, cosine, layers);
        }

        private static Scheme schemeOf(String layer, Scheme scheme) {
            return switch (scheme) {
                case Scheme.Mixed mixed ->
                    mixed.nodes().contains(layer) ? mixed.first() : schemeOf(layer, mixed.rest());
                case Scheme.Int8Dynamic s -> s.exclude().contains(layer) ? new Scheme.Fp32() : s;
                case Scheme.Int8WeightOnly s -> s.exclude().contains(layer) ? new Scheme.Fp32() : s;
                case Scheme.Int4WeightOnly s -> s.exclude().contains(layer) ? new Scheme.Fp32() : s;
                default -> new Scheme.Fp32();
            };
        }
    }

    private static SchemeSearch.Found search(Goal goal, double bound, Model model) {
        return SchemeSearch.run(
                new SchemeSearch.Wish(goal, bound, false),
                FP32,
                model,
                (what, share) -> assertThat(share).isBetween(0.0, 1.0));
    }

    @Test
    void theFastestSchemeIsTakenAsItIsWhenItKeepsTheFidelity() {
        Model model = new Model(0.0005, Map.of());
        SchemeSearch.Found found = search(Goal.FASTEST, 0.99, model);
        assertThat(found.chosen().scheme()).isEqualTo(Scheme.Int8Dynamic.DEFAULT);
        assertThat(model.comparisons).as("nothing had to be repaired").isZero();
        assertThat(found.note()).contains("int8-dynamic is the fastest").contains("2.00x as fast");
    }

    @Test
    void exactlyTheLayersThatHurtAreExempted() {
        Model model = new Model(0.0005, Map.of("layer3", 0.02, "layer7", 0.01));
        SchemeSearch.Found found = search(Goal.FASTEST, 0.99, model);
        // In the gentler 8-bit scheme, which is a little faster than fp32.
        assertThat(found.chosen().scheme()).isInstanceOfSatisfying(Scheme.Mixed.class, mixed -> {
            assertThat(mixed.first()).isEqualTo(Scheme.Int8WeightOnly.DEFAULT);
            assertThat(Set.copyOf(mixed.nodes())).isEqualTo(Set.of("layer3", "layer7"));
        });
        assertThat(found.points())
                .anySatisfy(point -> assertThat(point.scheme())
                        .isInstanceOfSatisfying(
                                Scheme.Int8Dynamic.class,
                                s -> assertThat(s.exclude()).containsExactly("layer3", "layer7")));
        assertThat(found.chosen().cosine()).isGreaterThanOrEqualTo(0.99);
        assertThat(found.chosen().medianMillis()).isLessThan(9);
    }

    @Test
    void whenNothingKeepsTheFidelityTheAnswerIsFp32() {
        SchemeSearch.Found found = search(Goal.FASTEST, 0.99999999, new Model(0.01, Map.of()));
        assertThat(found.chosen().scheme()).isEqualTo(new Scheme.Fp32());
        assertThat(found.note()).contains("none of those is faster than fp32");
    }

    @Test
    void theSmallestMayBeSlower() {
        SchemeSearch.Found found = search(Goal.SMALLEST, 0.99, new Model(0.0003, Map.of()));
        assertThat(found.chosen().scheme()).isInstanceOf(Scheme.Int4WeightOnly.class);
        assertThat(found.chosen().bytes()).isEqualTo(600);
    }

    @Test
    void theFrontHoldsWhatNothingBeats() {
        SchemeSearch.Found found = search(Goal.FASTEST, 0.99, new Model(0.0005, Map.of()));
        assertThat(found.points().get(0).scheme()).isEqualTo(new Scheme.Fp32());
        assertThat(found.front()).isNotEmpty().isSubsetOf(found.points());
        assertThat(found.front())
                .noneMatch(point -> found.points().stream()
                        .anyMatch(other -> other.medianMillis() < point.medianMillis()
                                && other.bytes() < point.bytes()
                                && other.cosine() > point.cosine()));
    }

    @Test
    void equalInAllButOneIsBeaten() {
        Point a = new Point(Scheme.Int8Dynamic.DEFAULT, 5, 100, 0.991);
        Point b = new Point(Scheme.Int8WeightOnly.DEFAULT, 5, 100, 0.999);
        assertThat(SchemeSearch.front(List.of(a, b))).containsExactly(b);
    }
}
