package dev.assay.portal.runs;

import dev.assay.portal.Refusal;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * By what a list of runs is sorted. Runs without the figure come last, in either direction; equal ones newest first.
 *
 * @param descending largest first
 */
public record RunOrder(Column column, boolean descending) {
    /** Newest first. */
    public static final RunOrder NEWEST = new RunOrder(Column.WHEN, true);

    /** Every column that a list shows. */
    public enum Column {
        WHEN("j.seq", "bigint"),
        MODEL("lower(e.model_name)", "text"),
        SCHEME("r.scheme", "text"),
        DEVICE("lower(d.name)", "text"),
        ACCOUNT("lower(a.name)", "text"),
        STATE("j.state", "text"),
        VALIDITY("m.validity", "text"),
        TIER("j.tier", "text"),
        SCENARIO("j.scenario", "text"),
        P50("m.median_nanos", "double precision"),
        P90("m.p90_nanos", "bigint"),
        SIZE("m.model_bytes", "bigint"),
        COSINE("m.cosine", "double precision"),
        MEMORY("m.peak_rss_bytes", "bigint"),
        LOAD("m.load_millis", "double precision"),
        ENERGY("m.joules", "double precision");

        private final String sql;
        private final String type;

        Column(String sql, String type) {
            this.sql = sql;
            this.type = type;
        }

        String sql() {
            return sql;
        }

        String type() {
            return type;
        }

        /** The name in requests. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Reads {@code p50} (smallest first) or {@code -p50} (largest first).
     *
     * @throws Refusal BAD_SORT with the names there are
     */
    public static RunOrder of(String text) {
        boolean descending = text.startsWith("-");
        String word = descending ? text.substring(1) : text;
        return Arrays.stream(Column.values())
                .filter(column -> column.word().equals(word))
                .findFirst()
                .map(column -> new RunOrder(column, descending))
                .orElseThrow(() -> Refusal.invalid(
                        "BAD_SORT",
                        "Runs are sorted by one of "
                                + Arrays.stream(Column.values())
                                        .map(Column::word)
                                        .collect(Collectors.joining(", "))
                                + ", with a minus in front for the largest first."));
    }

    /** As in requests. */
    public String word() {
        return (descending ? "-" : "") + column.word();
    }
}
