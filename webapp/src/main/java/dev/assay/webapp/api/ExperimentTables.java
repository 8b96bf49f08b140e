package dev.assay.webapp.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The runs of an experiment as rows: for a spreadsheet, and for a text that people read. */
final class ExperimentTables {
    private static final Map<String, Function<RunDocument, @Nullable Object>> COLUMNS = columns();

    private ExperimentTables() {}

    /** Comma-separated, one row per run, every figure in full. */
    static String csv(ExperimentDocument experiment) {
        List<String> rows = new ArrayList<>();
        rows.add("experiment,model,tier,scenario," + String.join(",", COLUMNS.keySet()));
        String common = Csv.cell(experiment.experiment().toString()) + "," + Csv.cell(experiment.model()) + ","
                + Csv.cell(experiment.workload().tier()) + ","
                + Csv.cell(String.valueOf(experiment.workload().scenario()));
        for (RunDocument run : experiment.runs()) {
            rows.add(common + ","
                    + COLUMNS.values().stream()
                            .map(column -> cell(column.apply(run)))
                            .collect(Collectors.joining(",")));
        }
        return String.join("\r\n", rows) + "\r\n";
    }

    /** Numbers are written as such, so that a minus is not taken for a formula. */
    private static String cell(@Nullable Object value) {
        return value == null ? "" : value instanceof Number ? value.toString() : Csv.cell(value.toString());
    }

    /** A heading, the judgement, and a table. */
    static String markdown(ExperimentDocument experiment) {
        StringBuilder text = new StringBuilder();
        text.append("# ").append(escaped(experiment.model())).append("\n\n");
        if (experiment.sentence() != null) {
            text.append(escaped(experiment.sentence())).append("\n\n");
        }
        text.append("| scheme | device | state | validity | p50 ms | p90 ms | MB | cosine | peak MB |\n");
        text.append("|---|---|---|---|--:|--:|--:|--:|--:|\n");
        for (RunDocument run : experiment.runs()) {
            RunDocument.LatencyMs latency = run.latencyMs();
            Long bytes = run.sizeBytes();
            Long memory = run.peakRssBytes();
            text.append("| ")
                    .append(String.join(
                            " | ",
                            escaped(run.scheme()),
                            escaped(run.device()),
                            run.state().name(),
                            run.validity() == null
                                    ? ""
                                    : run.validity().status().name(),
                            number("%.4g", latency == null ? null : latency.median()),
                            number("%.4g", latency == null ? null : latency.p90()),
                            number("%.2f", bytes == null ? null : bytes / 1e6),
                            number(
                                    "%.5f",
                                    run.fidelity() == null
                                            ? null
                                            : run.fidelity().cosine()),
                            number("%.1f", memory == null ? null : memory / 1e6)))
                    .append(" |\n");
        }
        text.append("\nTier ")
                .append(escaped(experiment.workload().tier()))
                .append(", scenario ")
                .append(escaped(String.valueOf(experiment.workload().scenario())))
                .append(", ")
                .append(escaped(experiment.url()))
                .append('\n');
        return text.toString();
    }

    /** Text in which nothing is markup: a name can neither end a cell nor become a link. */
    static String escaped(String text) {
        StringBuilder safe = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '&') {
                safe.append("&amp;");
            } else if (c == '<') {
                safe.append("&lt;");
            } else if (c < ' ') {
                safe.append(' ');
            } else if ("\\`*_{}[]#|~!>".indexOf(c) >= 0) {
                safe.append('\\').append(c);
            } else {
                safe.append(c);
            }
        }
        return safe.toString();
    }

    private static String number(String format, @Nullable Double value) {
        return value == null ? "" : String.format(Locale.ROOT, format, value);
    }

    private static Map<String, Function<RunDocument, @Nullable Object>> columns() {
        Map<String, Function<RunDocument, @Nullable Object>> columns = new LinkedHashMap<>();
        columns.put("run", RunDocument::id);
        columns.put("scheme", RunDocument::scheme);
        columns.put("options", run -> options(run.options()));
        columns.put("device", RunDocument::device);
        columns.put("state", RunDocument::state);
        columns.put(
                "failure", run -> run.failure() == null ? null : run.failure().getString("code", ""));
        columns.put(
                "validity",
                run -> run.validity() == null ? null : run.validity().status());
        columns.put(
                "validity_reasons",
                run -> run.validity() == null
                        ? null
                        : String.join(" ", run.validity().reasons()));
        columns.put("samples", RunDocument::samples);
        columns.put(
                "median_ms",
                run -> run.latencyMs() == null ? null : run.latencyMs().median());
        columns.put(
                "p50_bound_ms",
                run -> run.latencyMs() == null ? null : run.latencyMs().p50());
        columns.put(
                "p90_bound_ms",
                run -> run.latencyMs() == null ? null : run.latencyMs().p90());
        columns.put(
                "p95_bound_ms",
                run -> run.latencyMs() == null ? null : run.latencyMs().p95());
        columns.put(
                "p99_bound_ms",
                run -> run.latencyMs() == null ? null : run.latencyMs().p99());
        columns.put("throughput_per_second", RunDocument::throughputPerSecond);
        columns.put("load_ms", RunDocument::loadMs);
        columns.put("size_bytes", RunDocument::sizeBytes);
        columns.put("sha256", RunDocument::sha256);
        columns.put("peak_rss_bytes", RunDocument::peakRssBytes);
        columns.put(
                "cosine", run -> run.fidelity() == null ? null : run.fidelity().cosine());
        columns.put(
                "sqnr_db", run -> run.fidelity() == null ? null : run.fidelity().sqnrDb());
        columns.put(
                "max_abs", run -> run.fidelity() == null ? null : run.fidelity().maxAbs());
        columns.put(
                "top1", run -> run.fidelity() == null ? null : run.fidelity().top1());
        columns.put(
                "accuracy",
                run -> run.accuracy() == null ? null : run.accuracy().value());
        columns.put("energy_j", RunDocument::energyJ);
        return columns;
    }

    private static String options(Map<String, String> options) {
        return new TreeMap<>(options)
                .entrySet().stream()
                        .filter(option -> !Objects.equals(option.getValue(), ""))
                        .map(option -> option.getKey() + "=" + option.getValue())
                        .collect(Collectors.joining(" "));
    }
}
