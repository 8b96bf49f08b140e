package dev.assay.portal.claims;

import dev.assay.guidance.claims.Claim;
import dev.assay.guidance.claims.ClaimRun;
import dev.assay.guidance.claims.ClaimVerdict;
import dev.assay.guidance.claims.RunEvidence;
import dev.assay.guidance.claims.Standing;
import dev.assay.portal.Database;
import dev.assay.portal.Jsonb;
import dev.assay.protocol.Wire;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The statements behind claims. */
@ApplicationScoped
class ClaimRows {
    @Inject
    Database database;

    /** A claim's stored standing. */
    record Row(
            String claim,
            ClaimVerdict verdict,
            Map<String, ClaimVerdict> parts,
            int confirming,
            int contrary,
            int evidence,
            String sentence,
            Instant checked) {}

    /** Where all claims stand that runs speak to; one row per claim, however many runs there are. */
    List<Row> standings() {
        return database.list("select * from claim_standing", ClaimRows::standing);
    }

    Optional<Row> standing(String claim) {
        return database.first("select * from claim_standing where claim_id = ?", ClaimRows::standing, claim);
    }

    /** Makes others who write about the same claim wait until this transaction ends. */
    void lock(String claim) {
        database.list("select pg_advisory_xact_lock(hashtext('claim ' || ?))", row -> 1, claim);
    }

    /** Takes back what an experiment said about claims that it says nothing about any more. */
    List<String> forget(UUID experiment, Collection<String> keys) {
        return database.list(
                "delete from claim_evidence where experiment_id = ? and not (claim_id || ' ' || run_id) = any(?::text[])"
                        + " returning claim_id",
                row -> row.getString("claim_id"),
                experiment,
                keys);
    }

    void evidence(UUID experiment, ClaimRun run, RunEvidence found) {
        String baseline = found.baselineId();
        database.update(
                """
                insert into claim_evidence (claim_id, run_id, part, baseline_run_id, experiment_id, model_sha256, model_name,
                       scheme, device, ratio, low, high, verdict, sentence, would_decide)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (claim_id, run_id) do update set part = excluded.part,
                       baseline_run_id = excluded.baseline_run_id, ratio = excluded.ratio, low = excluded.low,
                       high = excluded.high, verdict = excluded.verdict, sentence = excluded.sentence,
                       would_decide = excluded.would_decide
                """,
                found.claim(),
                UUID.fromString(found.runId()),
                found.part(),
                baseline == null ? null : UUID.fromString(baseline),
                experiment,
                run.model(),
                run.modelName(),
                run.facts().scheme(),
                run.facts().device(),
                found.ratio(),
                found.low(),
                found.high(),
                found.verdict(),
                found.sentence(),
                found.wouldDecide());
    }

    /** The newest decisive evidence of each part, model, scheme and device. */
    List<Standing.Entry> cells(String claim) {
        return database.list(
                """
                select distinct on (part, model_sha256, scheme, device) *
                  from claim_evidence where claim_id = ? and verdict in ('CONFIRMED', 'CONTRADICTED')
                 order by part, model_sha256, scheme, device, seq desc
                """,
                row -> new Standing.Entry(
                        row.getString("part"),
                        row.getString("model_sha256") + " " + row.getString("scheme") + " " + row.getString("device"),
                        ClaimVerdict.valueOf(row.getString("verdict")),
                        row.getObject("ratio", Double.class),
                        row.getObject("low", Double.class),
                        row.getObject("high", Double.class)),
                claim);
    }

    void stand(Claim claim, Standing standing) {
        Standing.Pooled pooled = standing.pooled();
        database.update(
                """
                insert into claim_standing (claim_id, verdict, parts, confirming, contrary, evidence, pooled, sentence)
                select ?, ?, ?::jsonb, ?, ?, (select count(*) from claim_evidence where claim_id = ?), ?::jsonb, ?
                on conflict (claim_id) do update set verdict = excluded.verdict, parts = excluded.parts,
                       confirming = excluded.confirming, contrary = excluded.contrary, evidence = excluded.evidence,
                       pooled = excluded.pooled, sentence = excluded.sentence, checked_at = now()
                """,
                claim.id(),
                standing.verdict(),
                Jsonb.of(standing.parts()),
                standing.confirming(),
                standing.contrary(),
                claim.id(),
                pooled == null ? null : Jsonb.of(pooled),
                standing.sentence());
    }

    /** Writes down a change and tells every follower of the claim. */
    void changed(
            String claim,
            String part,
            ClaimVerdict previous,
            ClaimVerdict verdict,
            UUID experiment,
            @Nullable RunEvidence cause,
            String device) {
        database.update(
                """
                with change as (
                    insert into claim_verdict_history
                        (claim_id, part, previous, verdict, run_id, experiment_id, device, sentence)
                    values (?, ?, ?, ?, ?, ?, ?, ?) returning id, claim_id)
                insert into notification (account_id, history_id)
                select f.account_id, change.id from change join claim_follow f on f.claim_id = change.claim_id
                """,
                claim,
                part,
                previous,
                verdict,
                cause == null ? null : UUID.fromString(cause.runId()),
                experiment,
                device,
                cause == null
                        ? "An experiment was judged again, and what it had said does not hold any more."
                        : cause.sentence());
    }

    List<ClaimView.EvidenceView> evidence(String claim, int limit) {
        return database.list(
                "select * from claim_evidence where claim_id = ? order by seq desc limit ?",
                row -> new ClaimView.EvidenceView(
                        row.getString("part"),
                        Database.uuid(row, "run_id"),
                        Database.uuid(row, "experiment_id"),
                        row.getString("model_name"),
                        row.getString("scheme"),
                        row.getString("device"),
                        row.getObject("ratio", Double.class),
                        row.getObject("low", Double.class),
                        row.getObject("high", Double.class),
                        ClaimVerdict.valueOf(row.getString("verdict")),
                        row.getString("sentence"),
                        row.getString("would_decide"),
                        Database.requiredInstant(row, "at")),
                claim,
                limit);
    }

    List<ClaimView.Change> history(String claim, int limit) {
        return database.list(
                "select * from claim_verdict_history where claim_id = ? order by id desc limit ?",
                ClaimRows::change,
                claim,
                limit);
    }

    int followers(String claim) {
        return database.first(
                        "select count(*) as n from claim_follow where claim_id = ?", row -> row.getInt("n"), claim)
                .orElse(0);
    }

    boolean follows(UUID account, String claim) {
        return database.first(
                        "select 1 from claim_follow where account_id = ? and claim_id = ?", row -> 1, account, claim)
                .isPresent();
    }

    void follow(UUID account, String claim) {
        database.update(
                "insert into claim_follow (account_id, claim_id) values (?, ?) on conflict do nothing", account, claim);
    }

    void unfollow(UUID account, String claim) {
        database.update("delete from claim_follow where account_id = ? and claim_id = ?", account, claim);
    }

    List<String> followed(UUID account) {
        return database.list(
                "select claim_id from claim_follow where account_id = ? order by claim_id",
                row -> row.getString("claim_id"),
                account);
    }

    /** A stored piece of news. */
    record News(long id, boolean unread, ClaimView.Change change) {}

    List<News> news(UUID account, int limit) {
        return database.list(
                """
                select h.*, n.id as news, n.read_at is null as unread
                  from notification n join claim_verdict_history h on h.id = n.history_id
                 where n.account_id = ? order by n.id desc limit ?
                """, row -> new News(row.getLong("news"), row.getBoolean("unread"), change(row)), account, limit);
    }

    int unread(UUID account) {
        return database.first(
                        "select count(*) as n from notification where account_id = ? and read_at is null",
                        row -> row.getInt("n"),
                        account)
                .orElse(0);
    }

    int read(UUID account, long upTo) {
        return database.update(
                "update notification set read_at = now() where account_id = ? and id <= ? and read_at is null",
                account,
                upTo);
    }

    private static Row standing(ResultSet row) throws SQLException {
        return new Row(
                row.getString("claim_id"),
                ClaimVerdict.valueOf(row.getString("verdict")),
                parts(row.getString("parts")),
                row.getInt("confirming"),
                row.getInt("contrary"),
                row.getInt("evidence"),
                row.getString("sentence"),
                Database.requiredInstant(row, "checked_at"));
    }

    private static ClaimView.Change change(ResultSet row) throws SQLException {
        return new ClaimView.Change(
                row.getString("claim_id"),
                row.getString("part"),
                ClaimVerdict.valueOf(row.getString("previous")),
                ClaimVerdict.valueOf(row.getString("verdict")),
                row.getObject("run_id", UUID.class),
                row.getObject("experiment_id", UUID.class),
                row.getString("device"),
                row.getString("sentence"),
                Database.requiredInstant(row, "at"));
    }

    private static Map<String, ClaimVerdict> parts(String json) {
        Map<String, ClaimVerdict> parts = new LinkedHashMap<>();
        Wire.read(json, JsonObject.class)
                .forEach((part, verdict) -> parts.put(part, ClaimVerdict.valueOf(((JsonString) verdict).getString())));
        return parts;
    }
}
