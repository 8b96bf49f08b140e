package dev.assay.guidance.claims;

import static dev.assay.guidance.Prose.number;
import static dev.assay.guidance.Prose.text;

import dev.assay.guidance.Prose;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a claim stands with the runs of this portal.
 *
 * <p>The newest decisive run of a model, scheme and device speaks for the three together; older ones stay on record. A
 * claim is general, so one of these that contradicts it decides, however many confirm it. Only C18 says that something
 * happens, and not always: there one that confirms it decides.
 *
 * @param verdict    of the claim
 * @param parts      verdict by key of its parts; empty without parts
 * @param confirming models, schemes and devices that confirm it
 * @param contrary   those that contradict it
 * @param pooled     mean of their ratios with its 95 % interval over them; null below two
 * @param sentence   what the runs say together; empty without decisive ones
 */
public record Standing(
        ClaimVerdict verdict,
        Map<String, ClaimVerdict> parts,
        int confirming,
        int contrary,
        @Nullable Pooled pooled,
        String sentence) {
    private static final double Z95 = 1.959964;

    /** Claims that one example proves. */
    private static final List<String> EXISTENTIAL = List.of("C18");

    /** A pooled ratio: geometric mean over {@code count} cells. */
    public record Pooled(double ratio, double low, double high, int count) {}

    /**
     * A stored piece of evidence.
     *
     * @param cell model, scheme and device
     */
    public record Entry(
            String part,
            String cell,
            ClaimVerdict verdict,
            @Nullable Double ratio,
            @Nullable Double low,
            @Nullable Double high) {
        boolean decisive() {
            return verdict == ClaimVerdict.CONFIRMED || verdict == ClaimVerdict.CONTRADICTED;
        }
    }

    /**
     * Weighs a claim with its evidence.
     *
     * @param entries in the order in which the runs ended
     */
    public static Standing of(Claim claim, List<Entry> entries) {
        Map<String, Entry> cells = new LinkedHashMap<>();
        for (Entry entry : entries) {
            if (entry.decisive()) {
                cells.put(entry.part() + "\n" + entry.cell(), entry);
            }
        }
        ClaimVerdict base = Assessment.of(claim).verdict();
        Map<String, ClaimVerdict> parts = new LinkedHashMap<>();
        for (Claim.Part part : claim.parts()) {
            List<Entry> own = cells.values().stream()
                    .filter(entry -> entry.part().equals(part.key()))
                    .toList();
            parts.put(part.key(), together(claim, own, part.cited()));
        }
        ClaimVerdict verdict = parts.isEmpty() ? together(claim, cells.values(), base) : whole(parts.values());
        int confirming = (int) cells.values().stream()
                .filter(entry -> entry.verdict() == ClaimVerdict.CONFIRMED)
                .count();
        int contrary = cells.size() - confirming;
        Pooled pooled = parts.isEmpty() ? pool(List.copyOf(cells.values())) : null;
        return new Standing(verdict, parts, confirming, contrary, pooled, sentence(confirming, contrary, pooled));
    }

    private static ClaimVerdict together(Claim claim, Collection<Entry> decisive, ClaimVerdict base) {
        boolean supported = decisive.stream().anyMatch(entry -> entry.verdict() == ClaimVerdict.CONFIRMED);
        boolean against = decisive.stream().anyMatch(entry -> entry.verdict() == ClaimVerdict.CONTRADICTED);
        if (EXISTENTIAL.contains(claim.id())) {
            return supported ? ClaimVerdict.CONFIRMED : base;
        }
        return against ? ClaimVerdict.CONTRADICTED : supported ? ClaimVerdict.CONFIRMED : base;
    }

    /** A claim of several parts holds as a general one only if each does. */
    private static ClaimVerdict whole(Collection<ClaimVerdict> parts) {
        if (parts.contains(ClaimVerdict.CONTRADICTED)) {
            return ClaimVerdict.CONTRADICTED;
        }
        return parts.stream().allMatch(part -> part == ClaimVerdict.CONFIRMED)
                ? ClaimVerdict.CONFIRMED
                : ClaimVerdict.INSUFFICIENT;
    }

    /** Random-effects mean of logarithms (DerSimonian and Laird, Controlled Clinical Trials 7, 1986). */
    static @Nullable Pooled pool(List<Entry> entries) {
        List<double[]> logs = new ArrayList<>();
        for (Entry entry : entries) {
            Double ratio = entry.ratio();
            Double low = entry.low();
            Double high = entry.high();
            if (ratio != null && low != null && high != null && low > 0) {
                double error = Math.max((Math.log(high) - Math.log(low)) / (2 * Z95), 1e-4);
                logs.add(new double[] {Math.log(ratio), error * error});
            }
        }
        int k = logs.size();
        if (k < 2) {
            return null;
        }
        double weights = 0;
        double squares = 0;
        double sum = 0;
        for (double[] log : logs) {
            weights += 1 / log[1];
            squares += 1 / (log[1] * log[1]);
            sum += log[0] / log[1];
        }
        double fixed = sum / weights;
        double q = 0;
        for (double[] log : logs) {
            q += (log[0] - fixed) * (log[0] - fixed) / log[1];
        }
        double between = Math.max(0, (q - (k - 1)) / (weights - squares / weights));
        double all = 0;
        double mean = 0;
        for (double[] log : logs) {
            double weight = 1 / (log[1] + between);
            all += weight;
            mean += weight * log[0];
        }
        mean /= all;
        double half = Z95 / Math.sqrt(all);
        return new Pooled(Math.exp(mean), Math.exp(mean - half), Math.exp(mean + half), k);
    }

    private static String sentence(int confirming, int contrary, @Nullable Pooled pooled) {
        if (confirming + contrary == 0) {
            return "";
        }
        List<String> sides = new ArrayList<>();
        if (confirming > 0) {
            sides.add(text("%d %s it", confirming, confirming == 1 ? "confirms" : "confirm"));
        }
        if (contrary > 0) {
            sides.add(text("%d %s it", contrary, contrary == 1 ? "contradicts" : "contradict"));
        }
        int all = confirming + contrary;
        return text(
                        "Of %d %s measured here, %s.",
                        all,
                        all == 1
                                ? "combination of model, scheme and device"
                                : "combinations of model, scheme and device",
                        Prose.list(sides))
                + (pooled == null
                        ? ""
                        : text(
                                " Over them the ratio is %s (%s to %s).",
                                number(pooled.ratio()), number(pooled.low()), number(pooled.high())));
    }
}
