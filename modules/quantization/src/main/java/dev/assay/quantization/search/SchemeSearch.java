package dev.assay.quantization.search;

import dev.assay.quantization.QuantizationReport;
import dev.assay.quantization.Scheme;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the fastest or the smallest scheme that keeps a fidelity, by trying.
 *
 * <ol>
 *   <li>Every scheme with its usual options is measured, and fp32 for comparison.
 *   <li>Schemes that would be better than the best one so far but lose too much are repaired: their layers are ranked by
 *       the fidelity that comes back when one layer alone is exempted, and the least number of the most sensitive layers
 *       is exempted that brings the fidelity above the bound. Exempted layers stay in fp32, or get a gentler scheme.
 *   <li>Of all that was measured, the best by the goal is chosen. Two medians within {@value #EQUAL_SHARE} of each other
 *       count as equal, because a repetition would differ by as much; the higher fidelity then decides.
 * </ol>
 *
 * <p>The ranking assumes that errors of layers add up roughly; the bound itself is always checked on the whole model. The
 * walk is greedy, so "nothing better was found" is what the note says, not "nothing better exists".
 */
public final class SchemeSearch {
    /** Medians of two process starts on a quiet machine agree within two per cent. */
    static final double EQUAL_SHARE = 0.02;

    /**
     * How much of an activation's spread moves into the weights, as a first try. On the built-in sentence model it raises
     * the cosine of fixed ranges from 0.9926 to 0.9967 and of dynamic ones from 0.9912 to 0.9939; more helps the former
     * and harms the latter.
     */
    static final double USUAL_SMOOTHING = 0.65;

    /** Each costs one rewrite and one comparison; the layers with the most weights matter most. */
    static final int MOST_LAYERS = 96;

    /** More repaired schemes than this cost time without a realistic chance. */
    static final int MOST_REPAIRS = 3;

    private SchemeSearch() {}

    /**
     * What the search is for.
     *
     * @param minFidelity least mean cosine with fp32
     * @param calibrated  whether schemes that need calibration can be tried
     */
    public record Wish(Goal goal, double minFidelity, boolean calibrated) {}

    /**
     * What the search found.
     *
     * @param chosen the best scheme that keeps the fidelity; fp32 when no other does
     * @param points all that was measured, in order
     * @param front  those that no other point beats in latency, size and fidelity at once
     * @param note   one sentence: why this one
     */
    public record Found(Point chosen, List<Point> points, List<Point> front, String note) {
        public Found {
            points = List.copyOf(points);
            front = List.copyOf(front);
        }
    }

    /** Hears what is tried next, and the share of the work that is done. */
    @FunctionalInterface
    public interface Listener {
        void trying(String what, double share);
    }

    /**
     * Searches.
     *
     * @param fp32 the unchanged model, measured under the same conditions
     */
    public static <E extends Exception> Found run(Wish wish, Trial.Measured fp32, Trial<E> trial, Listener listener)
            throws E {
        Walk<E> walk = new Walk<>(wish, trial, listener);
        walk.points.add(point(new Scheme.Fp32(), fp32));
        walk.measureUsual();
        walk.repair();
        return walk.found();
    }

    private static Point point(Scheme scheme, Trial.Measured measured) {
        return new Point(scheme, measured.medianMillis(), measured.bytes(), measured.cosine());
    }

    /** The schemes worth a try on any model, most promising first. */
    static List<Scheme> usual(Wish wish) {
        List<Scheme> schemes = new ArrayList<>();
        Scheme.Int8Dynamic dynamic = Scheme.Int8Dynamic.DEFAULT;
        Scheme.Int4WeightOnly four = Scheme.Int4WeightOnly.DEFAULT;
        schemes.add(dynamic);
        if (wish.calibrated()) {
            Scheme.Int8Static fixed = Scheme.Int8Static.DEFAULT;
            schemes.add(new Scheme.Int8Dynamic(true, false, true, USUAL_SMOOTHING, List.of()));
            schemes.add(fixed);
            schemes.add(new Scheme.Int8Static(
                    fixed.activations(),
                    fixed.method(),
                    fixed.percentile(),
                    true,
                    false,
                    USUAL_SMOOTHING,
                    List.of(),
                    List.of()));
        }
        schemes.add(Scheme.Int8WeightOnly.DEFAULT);
        schemes.add(four);
        Scheme.Rounding best = wish.calibrated() ? Scheme.Rounding.GPTQ : Scheme.Rounding.MSE;
        if (wish.calibrated()) {
            schemes.add(four(best, false));
        }
        if (wish.goal() == Goal.SMALLEST) {
            schemes.add(four(best, true));
            schemes.add(Scheme.Fp16.DEFAULT);
        }
        return List.copyOf(schemes);
    }

    private static Scheme four(Scheme.Rounding rounding, boolean embeddings) {
        Scheme.Int4WeightOnly d = Scheme.Int4WeightOnly.DEFAULT;
        return new Scheme.Int4WeightOnly(
                rounding, d.block(), d.symmetric(), d.accuracyLevel(), d.form(), embeddings, List.of());
    }

    /** The points that no other point beats, in the order given. */
    public static List<Point> front(List<Point> points) {
        return points.stream()
                .filter(point -> points.stream().noneMatch(other -> other.dominates(point)))
                .toList();
    }

    /** The state of one search. */
    private static final class Walk<E extends Exception> {
        private final Wish wish;
        private final Trial<E> trial;
        private final Listener listener;
        private final List<Point> points = new ArrayList<>();
        private final List<Attempt> attempts = new ArrayList<>();
        private double share;

        Walk(Wish wish, Trial<E> trial, Listener listener) {
            this.wish = wish;
            this.trial = trial;
            this.listener = listener;
        }

        /** A scheme with the layers it touched. */
        private record Attempt(Point point, List<QuantizationReport.Layer> layers) {}

        void measureUsual() throws E {
            List<Scheme> usual = usual(wish);
            for (int i = 0; i < usual.size(); i++) {
                share = 0.5 * i / usual.size();
                measure(usual.get(i));
            }
        }

        private Optional<Attempt> measure(Scheme scheme) throws E {
            if (points.stream().anyMatch(point -> point.scheme().equals(scheme))) {
                return Optional.empty();
            }
            listener.trying("Measuring " + Schemes.brief(scheme), share);
            Optional<Attempt> attempt =
                    trial.measure(scheme).map(measured -> new Attempt(point(scheme, measured), measured.layers()));
            attempt.ifPresent(made -> {
                points.add(made.point());
                attempts.add(made);
            });
            return attempt;
        }

        /** Tries to win back the fidelity of schemes that would otherwise be better than the best so far. */
        void repair() throws E {
            List<Attempt> broken = attempts.stream()
                    .filter(attempt -> !keeps(attempt.point()))
                    .filter(attempt -> attempt.layers().size() > 1)
                    .sorted(Comparator.comparing(Attempt::point, order()))
                    .limit(MOST_REPAIRS)
                    .toList();
            for (int i = 0; i < broken.size(); i++) {
                share = 0.5 + 0.5 * i / broken.size();
                if (trial.timeLeft() && better(broken.get(i).point(), best())) {
                    repair(broken.get(i), 0.5 / broken.size());
                }
            }
        }

        private void repair(Attempt attempt, double span) throws E {
            List<String> ranked = mostSensitiveFirst(attempt, span * 0.7);
            Scheme scheme = attempt.point().scheme();
            exempt(ranked, scheme::excluding);
            // What is exempted may get a gentler scheme than none at all.
            Scheme gentler = scheme instanceof Scheme.Int4WeightOnly
                    ? Scheme.Int8Dynamic.DEFAULT
                    : Scheme.Int8WeightOnly.DEFAULT;
            exempt(ranked, names -> new Scheme.Mixed(gentler, names, scheme));
        }

        /** Measures the scheme with the fewest exempted layers that keeps the fidelity, found by bisection. */
        private void exempt(List<String> ranked, Function<List<String>, Scheme> with) throws E {
            int fails = 0; // exempting nothing was measured: too little
            int keeps = ranked.size();
            while (keeps - fails > 1 && trial.timeLeft()) {
                int middle = (fails + keeps) / 2;
                Scheme candidate = with.apply(ranked.subList(0, middle));
                listener.trying("Leaving out " + middle + " of " + ranked.size() + " layers", share);
                Optional<Double> cosine = trial.cosine(candidate);
                if (cosine.isPresent() && cosine.get() >= wish.minFidelity()) {
                    keeps = middle;
                } else {
                    fails = middle;
                }
            }
            if (keeps < ranked.size()) {
                measure(with.apply(ranked.subList(0, keeps)));
            }
        }

        /** The layers by the fidelity that comes back when one of them alone is exempted. */
        private List<String> mostSensitiveFirst(Attempt attempt, double span) throws E {
            List<QuantizationReport.Layer> layers = attempt.layers().stream()
                    .sorted(Comparator.comparingLong(QuantizationReport.Layer::weights)
                            .reversed()
                            .thenComparing(QuantizationReport.Layer::node))
                    .limit(MOST_LAYERS)
                    .toList();
            Set<String> names = new LinkedHashSet<>();
            layers.forEach(layer -> names.add(layer.node()));
            record Ranked(String node, double cosine) {}
            List<Ranked> ranked = new ArrayList<>();
            double from = share;
            Scheme ranking = Schemes.quick(attempt.point().scheme());
            for (String node : names) {
                if (!trial.timeLeft()) {
                    break;
                }
                share = from + span * ranked.size() / names.size();
                listener.trying("How much does " + node + " matter?", share);
                double cosine = trial.cosine(ranking.excluding(List.of(node)))
                        .orElse(attempt.point().cosine());
                ranked.add(new Ranked(node, cosine));
            }
            return ranked.stream()
                    .sorted(Comparator.comparingDouble(Ranked::cosine).reversed())
                    .map(Ranked::node)
                    .toList();
        }

        private boolean keeps(Point point) {
            return point.cosine() >= wish.minFidelity();
        }

        private Comparator<Point> order() {
            return wish.goal() == Goal.FASTEST
                    ? Comparator.comparingDouble(Point::medianMillis)
                    : Comparator.comparingLong(Point::bytes).thenComparingDouble(Point::medianMillis);
        }

        private boolean better(Point a, Point b) {
            return switch (wish.goal()) {
                case FASTEST ->
                    a.medianMillis() < b.medianMillis() * (1 - EQUAL_SHARE)
                            || (a.medianMillis() <= b.medianMillis() * (1 + EQUAL_SHARE) && a.cosine() > b.cosine());
                case SMALLEST -> a.bytes() < b.bytes() || (a.bytes() == b.bytes() && a.cosine() > b.cosine());
            };
        }

        /** The best that keeps the fidelity; fp32, the first point, always does. */
        private Point best() {
            Point best = points.get(0);
            for (Point point : points) {
                if (keeps(point) && better(point, best)) {
                    best = point;
                }
            }
            return best;
        }

        Found found() {
            Point chosen = best();
            Point fp32 = points.get(0);
            long kept = points.stream().filter(this::keeps).count();
            String tried = points.size() + " schemes were measured, " + kept + " of them keep a cosine of "
                    + text("%.4g", wish.minFidelity());
            String note = chosen.scheme() instanceof Scheme.Fp32
                    ? tried + "; none of those is " + (wish.goal() == Goal.FASTEST ? "faster" : "smaller")
                            + " than fp32."
                    : tried + "; " + Schemes.brief(chosen.scheme()) + " is the "
                            + wish.goal().label() + " of those, "
                            + text("%.2f", fp32.medianMillis() / chosen.medianMillis()) + "x as fast as fp32 in "
                            + text("%.1f", 100.0 * chosen.bytes() / fp32.bytes()) + " % of its bytes.";
            return new Found(chosen, points, front(points), note);
        }

        private static String text(String format, @Nullable Object value) {
            return String.format(Locale.ROOT, format, value);
        }
    }
}
