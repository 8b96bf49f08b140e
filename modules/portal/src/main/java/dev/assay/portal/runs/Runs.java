package dev.assay.portal.runs;

import dev.assay.portal.Database;
import dev.assay.portal.Page;
import dev.assay.portal.experiments.SchemeChoice;
import dev.assay.portal.queue.RunState;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.SchemeSpec;
import dev.assay.protocol.Wire;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The runs of all experiments. Samples and bodies of measurements are never touched here. */
@ApplicationScoped
@Transactional
public class Runs {
    /** The most points that one answer draws. */
    static final int MOST_POINTS = 2_000;

    private static final int MOST_WORDS = 6;
    private static final double NANOS_PER_MS = 1e6;

    private static final String FROM = """
          from run r join job j on j.id = r.id join experiment e on e.id = r.experiment_id
          join device d on d.id = r.device_id join account a on a.id = e.account_id
          left join measurement m on m.job_id = r.id
        """;

    private static final String COLUMNS = """
        select r.id, r.experiment_id, e.model_name, r.scheme, r.options, d.name as device, a.name as account,
               j.seq, j.state, j.failure_code, j.tier, j.scenario, j.threads, j.created_at, j.ended_at,
               e.versus is not null as versus, m.samples, m.median_nanos, m.p90_nanos, m.model_bytes, m.cosine,
               m.peak_rss_bytes, m.load_millis, m.joules, m.validity,
               coalesce((select b.name from builtin_model b where b.sha256 = e.model_sha256 order by b.position limit 1),
                        e.model_sha256) as model_ref
        """;

    @Inject
    Database database;

    private record Row(long seq, @Nullable String sortedBy, RunCard card) {}

    /** A condition with its parameters. */
    private record Where(String sql, List<@Nullable Object> parameters) {}

    /** One page of the runs that a filter leaves. */
    public Page<RunCard> list(RunFilter filter, RunOrder order, @Nullable String cursor, int limit) {
        int size = Page.size(limit);
        Statement statement = statement(filter, order, cursor, size + 1);
        List<Row> rows =
                database.list(statement.sql(), Runs::row, statement.parameters().toArray());
        Page<Row> page = Page.of(rows, size, last -> new RunCursor(order, last.sortedBy(), last.seq()).write());
        return new Page<>(page.items().stream().map(Row::card).toList(), page.next());
    }

    /** A statement with its parameters, so that its plan can be looked at. */
    record Statement(String sql, List<@Nullable Object> parameters) {}

    Statement statement(RunFilter filter, RunOrder order, @Nullable String cursor, int rows) {
        Where where = where(filter);
        List<@Nullable Object> parameters = new ArrayList<>(where.parameters());
        String by = order.column().sql();
        String after = "";
        if (cursor != null && !cursor.isBlank()) {
            RunCursor last = RunCursor.read(cursor, order);
            if (order.column() == RunOrder.Column.WHEN) {
                after = " and j.seq " + (order.descending() ? "<" : ">") + " ?";
                parameters.add(last.seq());
            } else if (last.value() == null) {
                after = " and " + by + " is null and j.seq < ?";
                parameters.add(last.seq());
            } else {
                String value = "?::text::" + order.column().type();
                after = " and (" + by + (order.descending() ? " < " : " > ") + value + " or (" + by + " = " + value
                        + " and j.seq < ?) or " + by + " is null)";
                parameters.add(last.value());
                parameters.add(last.value());
                parameters.add(last.seq());
            }
        }
        parameters.add(rows);
        String direction = order.descending() ? " desc" : "";
        String rest = order.column() == RunOrder.Column.WHEN ? "" : " nulls last, j.seq desc";
        return new Statement(
                COLUMNS + ", " + by + " as sorted_by" + FROM + where.sql() + after + " order by " + by + direction
                        + rest + " limit ?",
                parameters);
    }

    /** How many runs a filter leaves. */
    public RunCounts counts(RunFilter filter) {
        Where where = where(filter);
        List<Map<String, Long>> groups = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            groups.add(new TreeMap<>());
        }
        long[] total = new long[1];
        database.list(
                """
                    select grouping(e.model_name, r.scheme, d.name, j.state, m.validity, j.tier, j.scenario) as open,
                           coalesce(e.model_name, r.scheme, d.name, j.state, m.validity, j.tier, j.scenario) as value,
                           count(*) as n
                    """ + FROM + where.sql() + """
                     group by grouping sets ((), (e.model_name), (r.scheme), (d.name), (j.state), (m.validity), (j.tier),
                                             (j.scenario))
                    """,
                row -> {
                    int open = row.getInt("open");
                    String value = row.getString("value");
                    if (open == 127) {
                        total[0] = row.getLong("n");
                    } else if (value != null) {
                        // The leftmost column is the highest bit, and the one that is grouped by is 0.
                        int grouped = 6 - Integer.numberOfTrailingZeros(127 ^ open);
                        groups.get(grouped).put(value, row.getLong("n"));
                    }
                    return open;
                },
                where.parameters().toArray());
        return new RunCounts(
                total[0],
                groups.get(0),
                groups.get(1),
                groups.get(2),
                groups.get(3),
                groups.get(4),
                groups.get(5),
                groups.get(6));
    }

    /**
     * The successful runs of a filter as points; invalid ones are left out.
     *
     * @param p90   latency is the bound of the 90th percentile instead of the median
     * @param sloMs the latency to keep, or null
     */
    public Pareto pareto(RunFilter filter, boolean p90, Pareto.Second y, @Nullable Double sloMs) {
        Where where = where(filter);
        List<@Nullable Object> parameters = new ArrayList<>(where.parameters());
        parameters.add(MOST_POINTS);
        List<RunCard> cards = database.list(
                COLUMNS + ", null as sorted_by" + FROM + where.sql() + " and m.validity <> 'INVALID' and m."
                        + (p90 ? "p90_nanos" : "median_nanos") + " is not null order by j.seq desc limit ?",
                row -> row(row).card(),
                parameters.toArray());
        List<Pareto.Candidate> candidates = new ArrayList<>();
        for (RunCard card : cards) {
            Double ms = p90 ? card.p90Ms() : card.medianMs();
            Double value = second(card, y);
            if (ms != null && value != null) {
                candidates.add(new Pareto.Candidate(card, ms, value));
            }
        }
        return Pareto.of(candidates, y, sloMs, counts(filter).total() - candidates.size());
    }

    private static @Nullable Double second(RunCard card, Pareto.Second y) {
        Long bytes = y == Pareto.Second.SIZE ? card.sizeBytes() : card.peakRssBytes();
        return switch (y) {
            case COSINE -> card.scheme().name().equals("fp32") ? Double.valueOf(1) : card.cosine();
            case SIZE, MEMORY -> bytes == null ? null : (double) bytes;
        };
    }

    private static Where where(RunFilter filter) {
        StringBuilder sql = new StringBuilder(" where true");
        List<@Nullable Object> parameters = new ArrayList<>();
        and(sql, parameters, " and r.scheme = ?", filter.scheme());
        and(sql, parameters, " and lower(d.name) = lower(?)", filter.device());
        and(sql, parameters, " and j.state = ?", filter.state());
        and(sql, parameters, " and m.validity = ?", filter.validity());
        and(sql, parameters, " and j.tier = ?", filter.tier());
        and(sql, parameters, " and j.scenario = ?", filter.scenario());
        and(sql, parameters, " and j.created_at >= ?", filter.from());
        and(sql, parameters, " and j.created_at < ?", filter.until());
        and(sql, parameters, " and e.account_id = ?", filter.account());
        String model = filter.model();
        if (model != null) {
            sql.append(" and (e.model_sha256 = ? or e.model_name = ? or e.model_sha256 ="
                    + " (select sha256 from builtin_model where name = ?))");
            parameters.addAll(List.of(model, model, model));
        }
        String text = filter.text();
        if (text != null) {
            for (String word : text.strip().toLowerCase(Locale.ROOT).split("\\s+", MOST_WORDS)) {
                and(
                        sql,
                        parameters,
                        " and position(? in lower(concat_ws(' ', e.model_name, r.scheme, d.name, a.name, r.id))) > 0",
                        word);
            }
        }
        return new Where(sql.toString(), parameters);
    }

    private static void and(
            StringBuilder sql, List<@Nullable Object> parameters, String condition, @Nullable Object value) {
        if (value != null) {
            sql.append(condition);
            parameters.add(value);
        }
    }

    private static Row row(ResultSet row) throws SQLException {
        String validity = row.getString("validity");
        SchemeSpec scheme = new SchemeSpec(row.getString("scheme"), options(row.getString("options")));
        Double median = row.getObject("median_nanos", Double.class);
        Long p90 = row.getObject("p90_nanos", Long.class);
        return new Row(
                row.getLong("seq"),
                row.getString("sorted_by"),
                new RunCard(
                        row.getObject("id", UUID.class),
                        row.getObject("experiment_id", UUID.class),
                        row.getString("model_name"),
                        row.getString("model_ref"),
                        scheme,
                        SchemeChoice.label(scheme),
                        row.getString("device"),
                        row.getString("account"),
                        RunState.valueOf(row.getString("state")),
                        row.getString("failure_code"),
                        validity == null ? null : Measurement.Validity.Status.valueOf(validity),
                        row.getString("tier"),
                        row.getString("scenario"),
                        row.getInt("threads"),
                        row.getBoolean("versus"),
                        row.getObject("samples", Integer.class),
                        median == null ? null : median / NANOS_PER_MS,
                        p90 == null ? null : p90 / NANOS_PER_MS,
                        row.getObject("model_bytes", Long.class),
                        row.getObject("cosine", Double.class),
                        row.getObject("peak_rss_bytes", Long.class),
                        row.getObject("load_millis", Double.class),
                        row.getObject("joules", Double.class),
                        Database.requiredInstant(row, "created_at"),
                        Database.instant(row, "ended_at")));
    }

    private static Map<String, String> options(String json) {
        Map<String, String> options = new TreeMap<>();
        Wire.read(json, JsonObject.class).forEach((name, value) -> options.put(name, ((JsonString) value).getString()));
        return options;
    }
}
