package dev.assay.portal.experiments;

import dev.assay.portal.Database;
import dev.assay.portal.Jsonb;
import dev.assay.protocol.SchemeSpec;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The statements behind experiments and their runs. */
@ApplicationScoped
class ExperimentRows {
    private static final String SELECT = """
        select e.*, a.name as account,
               coalesce((select b.name from builtin_model b where b.sha256 = e.model_sha256 order by b.position limit 1),
                        e.model_sha256) as model_ref
          from experiment e join account a on a.id = e.account_id
        """;

    @Inject
    Database database;

    /** An experiment as stored; documents are still text. */
    record Row(
            UUID id,
            long seq,
            UUID accountId,
            String account,
            String modelSha256,
            String modelRef,
            String modelName,
            @Nullable String target,
            String objectives,
            @Nullable String decision,
            String workload,
            Instant created,
            @Nullable UUID rerunOf,
            String ruleSet,
            String advice,
            @Nullable String verdict,
            @Nullable Instant judgedAt,
            @Nullable String calibration,
            @Nullable String versus) {}

    /** A run as stored. */
    record RunRow(
            UUID id,
            UUID experiment,
            SchemeSpec scheme,
            UUID deviceId,
            String device,
            @Nullable String profileId) {}

    /** What makes a request the same request. */
    record Earlier(UUID id, String digest) {}

    /** Stores an experiment, unless its account used the idempotency key before; true when it is new. */
    boolean insert(
            UUID id,
            UUID account,
            ExperimentPlan plan,
            NewExperiment request,
            @Nullable String idempotencyKey,
            byte[] digest,
            @Nullable UUID rerunOf,
            String ruleSet,
            String advice) {
        return database.update(
                        """
                        insert into experiment (id, account_id, model_sha256, model_name, target_profile, objectives, decision,
                               workload, idempotency_key, request_digest, rerun_of, ruleset_version, advice,
                               calibration, versus, dataset_id)
                        values (?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?::jsonb, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?::jsonb, ?)
                        on conflict (account_id, idempotency_key) do nothing
                        """,
                        id,
                        account,
                        plan.model().card().sha256(),
                        plan.model().card().name(),
                        request.target(),
                        Jsonb.of(request.objectives()),
                        request.decision() == null ? null : Jsonb.of(request.decision()),
                        Jsonb.of(plan.workload()),
                        idempotencyKey,
                        digest,
                        rerunOf,
                        ruleSet,
                        advice,
                        plan.calibration() == null
                                ? null
                                : Jsonb.of(plan.calibration().asStored()),
                        plan.versus() == null ? null : Jsonb.of(plan.versus()),
                        plan.calibration() == null
                                ? null
                                : plan.calibration().dataset().id())
                == 1;
    }

    void insertRun(UUID id, UUID experiment, int ordinal, SchemeSpec scheme, UUID device) {
        database.update(
                "insert into run (id, experiment_id, ordinal, scheme, options, device_id) values (?, ?, ?, ?,"
                        + " ?::jsonb, ?)",
                id,
                experiment,
                ordinal,
                scheme.name(),
                Jsonb.of(scheme.options()),
                device);
    }

    Optional<Earlier> earlier(UUID account, String idempotencyKey) {
        return database.first(
                "select id, request_digest from experiment where account_id = ? and idempotency_key = ?",
                row -> new Earlier(Database.uuid(row, "id"), HexFormat.of().formatHex(row.getBytes("request_digest"))),
                account,
                idempotencyKey);
    }

    Optional<Row> find(UUID id) {
        return database.first(SELECT + " where e.id = ?", ExperimentRows::row, id);
    }

    List<Row> page(ExperimentFilter filter, long before, int limit) {
        return database.list(
                SELECT + """
                     where e.seq < ? and (?::uuid is null or e.account_id = ?::uuid)
                       and (?::text is null or e.model_sha256 = ?::text
                            or e.model_sha256 = (select sha256 from builtin_model where name = ?::text))
                       and (?::text is null or exists (select 1 from run r join device d on d.id = r.device_id
                             where r.experiment_id = e.id and lower(d.name) = lower(?::text)))
                     order by e.seq desc limit ?
                    """,
                ExperimentRows::row,
                before,
                filter.account(),
                filter.account(),
                filter.model(),
                filter.model(),
                filter.model(),
                filter.device(),
                filter.device(),
                limit);
    }

    List<RunRow> runsOf(Collection<UUID> experiments) {
        return database.list("""
            select r.*, d.name as device, d.profile_id from run r join device d on d.id = r.device_id
             where r.experiment_id = any(?) order by r.experiment_id, r.ordinal
            """, ExperimentRows::run, experiments);
    }

    Optional<RunRow> run(UUID id) {
        return database.first(
                "select r.*, d.name as device, d.profile_id from run r join device d on d.id = r.device_id where r.id"
                        + " = ?",
                ExperimentRows::run,
                id);
    }

    /** Runs of an account that are not over. */
    int openRuns(UUID account) {
        return database.first("""
            select count(*) as n from run r join experiment e on e.id = r.experiment_id
              join job j on j.id = r.id where e.account_id = ? and j.ended_at is null
            """, row -> row.getInt("n"), account).orElse(0);
    }

    Optional<UUID> experimentOf(UUID run) {
        return database.first(
                "select experiment_id from run where id = ?", row -> Database.uuid(row, "experiment_id"), run);
    }

    /** Experiments whose runs all ended and that nobody has judged yet. */
    List<UUID> toJudge(int limit) {
        return database.list("""
            select e.id from experiment e where e.judged_at is null and not exists
               (select 1 from run r join job j on j.id = r.id where r.experiment_id = e.id and j.ended_at is null)
             order by e.seq limit ?
            """, row -> Database.uuid(row, "id"), limit);
    }

    /** Locks an experiment that nobody has judged or is judging; false when there is none. */
    boolean takeUnjudged(UUID id) {
        return database.first(
                        "select 1 from experiment where id = ? and judged_at is null for update skip locked",
                        row -> 1,
                        id)
                .isPresent();
    }

    void judged(UUID id, String ruleSet, String advice, String verdict) {
        database.update("""
            update experiment set ruleset_version = ?, advice = ?::jsonb, verdict = ?::jsonb, judged_at = now()
             where id = ?
            """, ruleSet, advice, verdict, id);
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                Database.uuid(row, "id"),
                row.getLong("seq"),
                Database.uuid(row, "account_id"),
                row.getString("account"),
                row.getString("model_sha256"),
                row.getString("model_ref"),
                row.getString("model_name"),
                row.getString("target_profile"),
                row.getString("objectives"),
                row.getString("decision"),
                row.getString("workload"),
                Database.requiredInstant(row, "created_at"),
                row.getObject("rerun_of", UUID.class),
                row.getString("ruleset_version"),
                row.getString("advice"),
                row.getString("verdict"),
                Database.instant(row, "judged_at"),
                row.getString("calibration"),
                row.getString("versus"));
    }

    private static RunRow run(ResultSet row) throws SQLException {
        return new RunRow(
                Database.uuid(row, "id"),
                Database.uuid(row, "experiment_id"),
                new SchemeSpec(row.getString("scheme"), options(row.getString("options"))),
                Database.uuid(row, "device_id"),
                row.getString("device"),
                row.getString("profile_id"));
    }

    private static Map<String, String> options(String json) {
        try (var reader = Json.createReader(new StringReader(json))) {
            JsonObject object = reader.readObject();
            Map<String, String> options = new TreeMap<>();
            object.forEach((name, value) -> options.put(name, ((JsonString) value).getString()));
            return options;
        }
    }
}
