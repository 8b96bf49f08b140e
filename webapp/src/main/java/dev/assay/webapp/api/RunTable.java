package dev.assay.webapp.api;

import dev.assay.portal.runs.RunCard;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Runs as comma-separated text; a figure that was not measured is an empty cell. */
final class RunTable {
    /** The most rows of one table. */
    static final int MOST = 10_000;

    /** Rows that are read at once. */
    static final int PAGE = 200;

    static final String HEAD =
            "run,experiment,model,scheme,device,account,state,validity,scenario,tier,threads,samples,"
                    + "median_ms,p90_ms,size_bytes,cosine,peak_rss_bytes,load_ms,joules_per_run,created\r\n";

    private RunTable() {}

    static String row(RunCard run) {
        return cells(
                run.id(),
                run.experiment(),
                run.model(),
                run.label(),
                run.device(),
                run.account(),
                run.state(),
                run.validity(),
                run.scenario(),
                run.tier(),
                run.threads(),
                run.samples(),
                run.medianMs(),
                run.p90Ms(),
                run.sizeBytes(),
                run.cosine(),
                run.peakRssBytes(),
                run.loadMs(),
                run.joulesPerRun(),
                run.created());
    }

    private static String cells(@Nullable Object... values) {
        return Arrays.stream(values)
                        .map(value -> value == null ? "" : Csv.cell(value.toString()))
                        .collect(Collectors.joining(","))
                + "\r\n";
    }
}
