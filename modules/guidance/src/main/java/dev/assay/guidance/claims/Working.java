package dev.assay.guidance.claims;

import dev.assay.guidance.Prose;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Arithmetic written down while it is done: what went in, each step, and every comparison with what the claim states.
 * The verdict follows from the comparisons.
 */
public final class Working {
    /** A measurement or claim may beat a published peak by this factor before it is called impossible. */
    static final double PHYSICS_TOLERANCE = 1.05;

    private final List<Input> inputs = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final List<Check> checks = new ArrayList<>();

    /** A number that went in: {@code value} in {@code unit}, and who says so. */
    public record Input(String name, double value, String unit, String text, String source) {}

    /** A step: what was computed, how, and the result in {@code unit}. */
    public record Step(String name, String how, double value, String unit, String text) {}

    /**
     * A comparison with the claim.
     *
     * @param what     of what
     * @param stated   what the claim says, in {@code unit}; null when it states no number
     * @param computed what came out
     * @param margin   how far they may differ, in {@code unit}; 0 for bounds
     * @param verdict  what follows
     * @param decisive whether agreement shows more than that the claim is possible
     */
    public record Check(
            String what,
            @Nullable Double stated,
            double computed,
            double margin,
            String unit,
            ClaimVerdict verdict,
            boolean decisive,
            String sentence) {}

    /** The finished sheet. */
    public record Sheet(List<Input> inputs, List<Step> steps, List<Check> checks) {
        /** A step by its name. */
        public double value(String step) {
            return steps.stream()
                    .filter(candidate -> candidate.name().equals(step))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("There is no step called " + step + "."))
                    .value();
        }

        /** What the comparisons say together: the worst of them; nothing compared, or only found possible, proves nothing. */
        public ClaimVerdict verdict() {
            for (ClaimVerdict worst : List.of(
                    ClaimVerdict.IMPLAUSIBLE,
                    ClaimVerdict.MIXED_UNITS,
                    ClaimVerdict.CONTRADICTED,
                    ClaimVerdict.STALE)) {
                if (checks.stream().anyMatch(check -> check.verdict() == worst)) {
                    return worst;
                }
            }
            return checks.stream().anyMatch(Check::decisive) ? ClaimVerdict.CONFIRMED : ClaimVerdict.UNVERIFIED;
        }
    }

    /** A number to start from. */
    public Quantity given(String name, double value, String unit, String source) {
        Quantity quantity = Quantity.of(value, unit);
        inputs.add(new Input(name, value, unit, quantity.text(), source));
        return quantity;
    }

    /** A result shown in a unit; the next steps see it as a plain number. */
    public Quantity step(String name, Quantity result, String unit) {
        Quantity shown = result.in(unit);
        steps.add(new Step(name, shown.words(), shown.value(), unit, shown.text()));
        return shown.settled();
    }

    /** The claim states a number: it must be met within a margin, usually half of its last digit. */
    public void stated(String what, double stated, String unit, Quantity computed, double margin) {
        stated(what, stated, unit, computed, margin, ClaimVerdict.CONTRADICTED);
    }

    /** The same, with another word for missing it. */
    void stated(String what, double stated, String unit, Quantity computed, double margin, ClaimVerdict otherwise) {
        Quantity result = computed.in(unit);
        boolean met = Math.abs(result.value() - stated) <= margin * (1 + 1e-9);
        checks.add(new Check(
                what,
                stated,
                result.value(),
                margin,
                unit,
                met ? ClaimVerdict.CONFIRMED : otherwise,
                true,
                Prose.text(
                        "%s: stated %s, computed %s%s.",
                        what,
                        Quantity.of(stated, unit).text(),
                        result.text(),
                        met
                                ? ""
                                : ", beyond the margin of "
                                        + Quantity.of(margin, unit).text())));
    }

    /** The claim holds only if the result is at least this. */
    public void atLeast(String what, double bound, String unit, Quantity computed) {
        bound(what, bound, unit, computed, true);
    }

    /** The claim holds only if the result is at most this. */
    public void atMost(String what, double bound, String unit, Quantity computed) {
        bound(what, bound, unit, computed, false);
    }

    private void bound(String what, double bound, String unit, Quantity computed, boolean least) {
        Quantity result = computed.in(unit);
        boolean met = least ? result.value() >= bound : result.value() <= bound;
        checks.add(new Check(
                what,
                bound,
                result.value(),
                0,
                unit,
                met ? ClaimVerdict.CONFIRMED : ClaimVerdict.CONTRADICTED,
                true,
                Prose.text(
                        "%s: the claim needs %s %s, computed %s.",
                        what,
                        least ? "at least" : "at most",
                        Quantity.of(bound, unit).text(),
                        result.text())));
    }

    /** What the claim needs must not exceed what the hardware has; that it does not makes the claim possible, no more. */
    public void possible(String what, Quantity needed, Quantity available, String unit) {
        Quantity need = needed.in(unit);
        Quantity have = available.in(unit);
        boolean fits = need.value() <= have.value() * PHYSICS_TOLERANCE;
        checks.add(new Check(
                what,
                null,
                need.value(),
                0,
                unit,
                fits ? ClaimVerdict.CONFIRMED : ClaimVerdict.IMPLAUSIBLE,
                false,
                Prose.text(
                        "%s: %s would be needed, %s %s there.",
                        what, need.text(), have.text(), fits ? "are" : "are all that is")));
    }

    /** The claim states a number without its basis: right on the table's basis, mixed units on another one, or wrong. */
    public void onBasis(
            String what, double stated, String unit, Quantity here, String basis, Quantity other, String otherBasis) {
        Quantity own = here.in(unit);
        Quantity strange = other.in(unit);
        double margin = Math.abs(stated) * 0.01;
        ClaimVerdict verdict = Math.abs(own.value() - stated) <= margin
                ? ClaimVerdict.CONFIRMED
                : Math.abs(strange.value() - stated) <= margin ? ClaimVerdict.MIXED_UNITS : ClaimVerdict.CONTRADICTED;
        checks.add(new Check(
                what,
                stated,
                own.value(),
                margin,
                unit,
                verdict,
                true,
                Prose.text(
                        "%s: stated %s; it is %s %s and %s %s.",
                        what, Quantity.of(stated, unit).text(), own.text(), basis, strange.text(), otherBasis)));
    }

    public Sheet sheet() {
        return new Sheet(List.copyOf(inputs), List.copyOf(steps), List.copyOf(checks));
    }
}
