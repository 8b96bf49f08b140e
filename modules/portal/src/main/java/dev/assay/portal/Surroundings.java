package dev.assay.portal;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the portal runs, told by the environment that starts it.
 *
 * @param data           directory of the blob store ({@code ASSAY_DATA})
 * @param zoo            directory of the built-in models, or null when there is none ({@code ASSAY_ZOO})
 * @param enrolmentToken bootstrap enrolment token of the local agent, or null ({@code ASSAY_ENROL_TOKEN})
 * @param runsPerAccount most runs that one account may have queued or running ({@code ASSAY_RUNS_PER_ACCOUNT})
 * @param bytesPerAccount most bytes of models that one account may keep ({@code ASSAY_BYTES_PER_ACCOUNT})
 */
public record Surroundings(
        Path data, @Nullable Path zoo, @Nullable String enrolmentToken, int runsPerAccount, long bytesPerAccount) {
    public static final int RUNS_PER_ACCOUNT = 20;
    public static final long BYTES_PER_ACCOUNT = 2L << 30;

    /** Reads the variables; an unreadable number stops the start with a sentence. */
    public static Surroundings of(Map<String, String> environment) {
        String data = environment.getOrDefault("ASSAY_DATA", ".assay");
        String zoo = environment.get("ASSAY_ZOO");
        return new Surroundings(
                Path.of(data).toAbsolutePath().normalize(),
                zoo == null || zoo.isBlank()
                        ? null
                        : Path.of(zoo).toAbsolutePath().normalize(),
                environment.get("ASSAY_ENROL_TOKEN"),
                (int) number(environment, "ASSAY_RUNS_PER_ACCOUNT", RUNS_PER_ACCOUNT),
                number(environment, "ASSAY_BYTES_PER_ACCOUNT", BYTES_PER_ACCOUNT));
    }

    private static long number(Map<String, String> environment, String name, long otherwise) {
        String value = environment.get(name);
        if (value == null || value.isBlank()) {
            return otherwise;
        }
        try {
            return Long.parseLong(value.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " must be a whole number, not '" + value + "'", e);
        }
    }
}
