package dev.assay.guidance;

import static dev.assay.guidance.Prose.number;
import static dev.assay.guidance.Prose.text;

import dev.assay.guidance.Judgement.GuidanceVerdict;
import dev.assay.guidance.statistics.Holm;
import dev.assay.guidance.statistics.Likeness;
import dev.assay.guidance.statistics.RatioInterval;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The hardware that the guidance put first against every other that was measured with the same scheme. It is confirmed
 * when none is better by more than the margin, in latency or in cost; all of these have to hold at once, which needs no
 * correction. It is contradicted when one is shown to be better, and looking for one among several does: Holm's.
 */
final class Rivals {
    private static final double MARGIN = Comparisons.LATENCY_MARGIN;

    /** One side of a 95 % interval. */
    private static final double LEVEL = 0.025;

    private final HardwareProfile profile;
    private final String role;
    private final RunFacts best;
    private final HardwareProfiles profiles;
    private final long seed;

    /** @param role what the profile is, such as "the target" */
    Rivals(HardwareProfile profile, String role, RunFacts best, HardwareProfiles profiles, long seed) {
        this.profile = profile;
        this.role = role;
        this.best = best;
        this.profiles = profiles;
        this.seed = seed;
    }

    /**
     * A rival beside the first choice.
     *
     * @param found what was measured; null without enough samples
     * @param ranked the same with room for the shift between starts where there was only one
     */
    private record Beside(
            RunFacts rival,
            @Nullable RatioInterval found,
            @Nullable RatioInterval ranked,
            boolean cheaper) {
        boolean noWorse() {
            return ranked != null
                    && (cheaper
                            || EnumSet.of(Likeness.SAME, Likeness.FASTER, Likeness.NO_SLOWER)
                                    .contains(Likeness.of(ranked, MARGIN)));
        }
    }

    GuidanceVerdict judge(List<RunFacts> rivals) {
        List<Beside> beside = new ArrayList<>();
        for (RunFacts rival : rivals) {
            if (!rival.scheme().equals(best.scheme())) {
                continue;
            }
            Optional<GuidanceVerdict> apart = notComparable(rival);
            if (apart.isPresent()) {
                return apart.get();
            }
            RatioInterval found = Comparisons.speedUp(best, rival, seed);
            RatioInterval ranked = found == null ? null : Comparisons.rankable(found);
            beside.add(new Beside(rival, found, ranked, cheaper(rival, ranked)));
        }
        if (beside.isEmpty()) {
            return new GuidanceVerdict(
                    Verdict.INSUFFICIENT,
                    text("%s, %s, is measured, but nothing to hold it against.", profile.name(), role),
                    "An objective, or the same scheme on other hardware.");
        }
        return beaten(beside)
                .orElseGet(() -> beside.stream().allMatch(Beside::noWorse)
                        ? confirmed(beside)
                        : open(beside.stream()
                                .filter(one -> !one.noWorse())
                                .findFirst()
                                .orElseThrow()));
    }

    private Optional<GuidanceVerdict> notComparable(RunFacts rival) {
        Optional<Comparability.Obstacle> obstacle = Comparability.between(
                best.conditions(), rival.conditions(), Set.of(Comparability.Field.SAMPLES), Comparability.Needed.ANY);
        if (obstacle.isPresent()) {
            return Optional.of(new GuidanceVerdict(
                    Verdict.NOT_COMPARABLE,
                    text(
                            "%s and %s cannot be compared. %s",
                            best.device(), rival.device(), obstacle.get().sentence()),
                    obstacle.get().remedy()));
        }
        return rival.workload().equals(best.workload())
                ? Optional.empty()
                : Optional.of(new GuidanceVerdict(
                        Verdict.NOT_COMPARABLE,
                        text(
                                "%s and %s ran under different conditions: %s against %s.",
                                best.device(), rival.device(), best.workload(), rival.workload()),
                        "The same workload on both."));
    }

    /** Whether the first choice is no dearer than the margin per inference, where both rents are known. */
    private boolean cheaper(RunFacts rival, @Nullable RatioInterval slower) {
        Optional<Double> own = rent(profile.id());
        Optional<Double> other = rent(rival.profileId());
        return slower != null
                && own.isPresent()
                && other.isPresent()
                && slower.high() * own.get() / other.get() <= 1 + MARGIN;
    }

    private Optional<Double> rent(@Nullable String profileId) {
        return profileId == null
                ? Optional.empty()
                : profiles.find(profileId)
                        .flatMap(one -> one.price(PriceObservation.Kind.RENTAL_PER_HOUR))
                        .map(PriceObservation::usd);
    }

    private Optional<GuidanceVerdict> beaten(List<Beside> beside) {
        List<Beside> ranked =
                beside.stream().filter(one -> one.ranked() != null).toList();
        List<Double> adjusted = Holm.adjusted(ranked.stream()
                .map(one -> required(one.ranked()).pAbove(1 + MARGIN))
                .toList());
        for (int i = 0; i < ranked.size(); i++) {
            Beside one = ranked.get(i);
            boolean shown = Likeness.of(required(one.ranked()), MARGIN) == Likeness.SLOWER
                    && (ranked.size() == 1 || adjusted.get(i) <= LEVEL);
            if (shown && !one.cheaper()) {
                RatioInterval found = required(one.found());
                String corrected = ranked.size() == 1
                        ? ""
                        : text(" This holds with %d devices looked at (Holm's correction).", ranked.size());
                return Optional.of(new GuidanceVerdict(
                        Verdict.CONTRADICTED,
                        text(
                                        "%s takes %s times as long as %s (%s to %s, %s).",
                                        profile.name(),
                                        number(found.ratio()),
                                        one.rival().device(),
                                        number(found.low()),
                                        number(found.high()),
                                        found.scope())
                                + corrected,
                        null));
            }
        }
        return Optional.empty();
    }

    private GuidanceVerdict confirmed(List<Beside> beside) {
        boolean all = beside.stream().allMatch(one -> Likeness.of(required(one.ranked()), MARGIN) == Likeness.FASTER);
        boolean same = beside.stream().allMatch(one -> Likeness.of(required(one.ranked()), MARGIN) == Likeness.SAME);
        boolean byCost = beside.stream().anyMatch(one -> required(one.ranked()).high() > 1 + MARGIN);
        String finding = byCost
                ? "is no more than 10 % slower, or at the rents on file no more than 10 % dearer per inference, than any"
                        + " other measured hardware (non-inferiority)."
                : all
                        ? "is faster by more than 10 % than any other measured hardware."
                        : same
                                ? "is the same within 10 % as any other measured hardware (equivalence)."
                                : "is no more than 10 % slower than any other measured hardware (non-inferiority).";
        return new GuidanceVerdict(Verdict.CONFIRMED, text("%s, %s, %s", profile.name(), role, finding), null);
    }

    private GuidanceVerdict open(Beside one) {
        RatioInterval found = one.found();
        if (found == null) {
            return new GuidanceVerdict(
                    Verdict.INSUFFICIENT,
                    text(
                            "%s and %s cannot be compared: there are too few samples.",
                            best.device(), one.rival().device()),
                    "More samples.");
        }
        boolean oneStart = found.processStarts() == 1;
        return new GuidanceVerdict(
                Verdict.INSUFFICIENT,
                text(
                        "%s, %s, cannot be told from %s by the margin of 10 %%: the ratio is %s (%s to %s, %s)%s.",
                        profile.name(),
                        role,
                        one.rival().device(),
                        number(found.ratio()),
                        number(found.low()),
                        number(found.high()),
                        found.scope(),
                        oneStart ? ", and starts alone may differ by up to 28 %" : ""),
                oneStart
                        ? "Five process starts of each: the same experiment in the reference tier."
                        : Comparisons.startsNeeded(found, 1 + MARGIN));
    }

    private static RatioInterval required(@Nullable RatioInterval ratio) {
        if (ratio == null) {
            throw new IllegalStateException("A ratio without samples was asked for");
        }
        return ratio;
    }
}
