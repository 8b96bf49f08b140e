package dev.assay.portal.guidance;

import dev.assay.guidance.Advice;
import dev.assay.guidance.DecisionInput;
import dev.assay.guidance.decision.DecisionChange;
import dev.assay.guidance.decision.DecisionRecord;
import dev.assay.portal.Database;
import dev.assay.portal.Jsonb;
import dev.assay.portal.Page;
import dev.assay.portal.Refusal;
import dev.assay.protocol.Wire;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Decisions that somebody kept. One is never changed: newer rules, or newer measurements, make a new one. */
@ApplicationScoped
@Transactional
public class Decisions {
    private static final int LONGEST_TITLE = 160;

    private static final String SELECT = """
        select d.*, a.name as author,
               (select n.id from decision n where n.follows = d.id order by n.seq desc limit 1) as next
          from decision d join account a on a.id = d.account_id
        """;

    @Inject
    Database database;

    @Inject
    Guidance guidance;

    @Inject
    InstantSource time;

    private record CardRow(long seq, DecisionCard card) {}

    /**
     * Decides, under the rules in force and with what was measured so far, and keeps the result.
     *
     * @param title   what it is about; without one, the answer's first choice
     * @param follows the decision that is made again, or null
     * @throws Refusal INVALID with one sentence per absurd answer, NOT_FOUND when {@code follows} is gone
     */
    public DecisionView decide(String title, DecisionInput inputs, UUID account, @Nullable UUID follows) {
        Advice advice = guidance.advise(inputs);
        if (follows != null && find(follows).isEmpty()) {
            throw noSuchDecision();
        }
        String line = Jsonb.line(title, LONGEST_TITLE);
        String shown = line.isEmpty() ? Jsonb.line(untitled(advice), LONGEST_TITLE) : line;
        UUID id = UUID.randomUUID();
        Instant now = time.instant();
        database.update(
                """
                insert into decision (id, account_id, title, inputs_hash, ruleset_version, inputs, advice, follows, decided_at)
                values (?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?, ?)
                """,
                id,
                account,
                shown,
                DecisionRecord.hash(inputs),
                advice.ruleSet(),
                Jsonb.of(inputs),
                Jsonb.of(advice),
                follows,
                now);
        return find(id).orElseThrow();
    }

    /** One decision. */
    public Optional<DecisionView> find(UUID id) {
        return database.first(SELECT + " where d.id = ?", Decisions::view, id);
    }

    /** The decisions, newest first. */
    public Page<DecisionCard> list(@Nullable String cursor, int limit) {
        int size = Page.size(limit);
        Page<CardRow> page = Page.of(
                database.list("""
                        select d.id, d.seq, d.title, a.name as author, d.advice->>'sentence' as sentence, d.ruleset_version,
                               d.decided_at
                          from decision d join account a on a.id = d.account_id
                         where d.seq < ? order by d.seq desc limit ?
                        """, Decisions::card, Page.before(cursor), size + 1),
                size,
                last -> Long.toString(last.seq()));
        return new Page<>(page.items().stream().map(CardRow::card).toList(), page.next());
    }

    /** What the same answers would be decided as today, held against what was decided then. */
    public DecisionChange since(DecisionView decision) {
        return DecisionChange.between(
                decision.document().advice(),
                guidance.advise(decision.document().inputs()));
    }

    /**
     * Removes a decision; only who made it and administrators may.
     *
     * @throws Refusal NOT_FOUND, or FORBIDDEN for the decision of somebody else
     */
    public void delete(UUID id, UUID account, boolean administrator) {
        DecisionView decision = find(id).orElseThrow(Decisions::noSuchDecision);
        if (!administrator && !decision.account().equals(account)) {
            throw new Refusal(
                    Refusal.Kind.FORBIDDEN,
                    "NOT_YOURS",
                    "Somebody else made this decision; only they and administrators may delete it. Nothing was changed.");
        }
        database.update("delete from decision where id = ?", id);
    }

    /** What is said when an id names none. */
    public static Refusal noSuchDecision() {
        return Refusal.notFound("There is no such decision; the page Decide lists those there are.");
    }

    private static String untitled(Advice advice) {
        return advice.recommended().isEmpty()
                ? "No choice yet"
                : advice.recommended().getFirst().name();
    }

    private static DecisionView view(ResultSet row) throws SQLException {
        UUID id = Database.uuid(row, "id");
        Instant decided = Database.requiredInstant(row, "decided_at");
        return new DecisionView(
                id,
                Database.uuid(row, "account_id"),
                decided,
                row.getObject("follows", UUID.class),
                row.getObject("next", UUID.class),
                new DecisionRecord(
                        id.toString(),
                        row.getString("title"),
                        row.getString("author"),
                        decided.truncatedTo(ChronoUnit.SECONDS).toString(),
                        row.getString("ruleset_version"),
                        row.getString("inputs_hash"),
                        Wire.read(row.getString("inputs"), DecisionInput.class),
                        Wire.read(row.getString("advice"), Advice.class)));
    }

    private static CardRow card(ResultSet row) throws SQLException {
        return new CardRow(
                row.getLong("seq"),
                new DecisionCard(
                        Database.uuid(row, "id"),
                        row.getString("title"),
                        row.getString("author"),
                        row.getString("sentence"),
                        row.getString("ruleset_version"),
                        Database.requiredInstant(row, "decided_at")));
    }
}
