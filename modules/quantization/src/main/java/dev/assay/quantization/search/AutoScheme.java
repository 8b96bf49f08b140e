package dev.assay.quantization.search;

import dev.assay.quantization.UnknownScheme;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The wish behind the scheme {@code auto}, which is no scheme itself: the job looks for one.
 *
 * @param minFidelity least mean cosine with fp32
 */
public record AutoScheme(Goal goal, double minFidelity) {
    /** The name in requests. */
    public static final String NAME = "auto";

    private static final Set<String> OPTIONS = Set.of("goal", "minFidelity");

    /** The options as words. */
    public Map<String, String> options() {
        return Map.of("goal", goal.label(), "minFidelity", Double.toString(minFidelity));
    }

    /**
     * Reads the options; absent ones are {@code goal=fastest} and {@code minFidelity=0.99}.
     *
     * @throws UnknownScheme if an option or a value does not exist
     */
    public static AutoScheme of(Map<String, String> options) throws UnknownScheme {
        for (String option : new TreeSet<>(options.keySet())) {
            if (!OPTIONS.contains(option)) {
                throw new UnknownScheme(
                        "The scheme auto has no option \"" + option + "\"; it has goal and minFidelity.");
            }
        }
        String goal = options.getOrDefault("goal", Goal.FASTEST.label());
        Goal known = Goal.of(goal).orElse(null);
        if (known == null) {
            throw new UnknownScheme("The option goal is fastest or smallest, not \"" + goal + "\".");
        }
        String text = options.getOrDefault("minFidelity", "0.99");
        try {
            double bound = Double.parseDouble(text);
            if (bound > 0 && bound <= 1) {
                return new AutoScheme(known, bound);
            }
        } catch (NumberFormatException e) {
            throw notACosine(text);
        }
        throw notACosine(text);
    }

    private static UnknownScheme notACosine(String text) {
        return new UnknownScheme("The option minFidelity is a cosine above 0 and up to 1, not \"" + text + "\".");
    }
}
