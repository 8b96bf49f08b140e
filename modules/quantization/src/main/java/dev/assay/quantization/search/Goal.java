package dev.assay.quantization.search;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What the chosen scheme has to be best at, among those that keep the fidelity. */
public enum Goal {
    /** The least median latency. */
    FASTEST,
    /** The fewest bytes. */
    SMALLEST;

    /** The goal of this name, in lower case as in requests. */
    public static Optional<Goal> of(String name) {
        return Arrays.stream(values()).filter(goal -> goal.label().equals(name)).findFirst();
    }

    /** The name in requests and results. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
