package dev.assay.portal.guidance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.guidance.Advice;
import dev.assay.guidance.DecisionInput;
import dev.assay.guidance.decision.DecisionChange;
import dev.assay.guidance.decision.DecisionMarkdown;
import dev.assay.onnx.ModelFacts;
import dev.assay.portal.Database;
import dev.assay.portal.Jsonb;
import dev.assay.portal.Page;
import dev.assay.portal.Refusal;
import dev.assay.portal.Samples;
import dev.assay.portal.Surroundings;
import dev.assay.portal.TestDatabase;
import dev.assay.portal.models.ModelsFixture;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** Decisions in a real database, beside ten thousand stored runs; times are printed, never asserted. */
class DecisionsIT {
    private static final int RUNS = 10_000;
    private static final String MODEL = "a".repeat(64);

    private static final ModelFacts FACTS = new ModelFacts(
            MODEL,
            91_000_000,
            17,
            8,
            "test",
            22_700_000,
            700_000_000,
            Map.of(),
            Map.of(),
            List.of(),
            List.of(),
            List.of(),
            Map.of("MatMul", 12),
            Map.of(),
            false,
            Map.of());

    @TempDir
    static Path directory;

    private static TestDatabase transactions;
    private static Guidance guidance;
    private static Decisions decisions;
    private static UUID ada;
    private static UUID bob;

    @BeforeAll
    static void tenThousandRuns() {
        transactions = TestDatabase.empty();
        Database database = transactions.database();
        guidance = GuidanceFixture.guidance(
                database, ModelsFixture.models(database, Surroundings.of(Map.of("ASSAY_DATA", directory.toString()))));
        decisions = GuidanceFixture.decisions(database, guidance);
        ada = Samples.account(database, "ada");
        bob = Samples.account(database, "bob");
        UUID board = Samples.device(database, "Board");
        UUID server = Samples.device(database, "server");
        database.update("update device set profile_id = 'rpi5' where id = ?", board);
        database.update("update device set profile_id = 'graviton4' where id = ?", server);
        database.update("insert into blob (sha256, bytes) values (?, 1)", MODEL);
        database.update("insert into model (sha256, facts) values (?, ?::jsonb)", MODEL, Jsonb.of(FACTS));
        database.update("""
            insert into experiment (id, account_id, model_sha256, model_name, objectives, workload, request_digest,
                   ruleset_version, advice)
            select md5('e' || i)::uuid, ?::uuid, ?, 'Alpha', '{}', '{}', ''::bytea, '1', '{}'
              from generate_series(1, ?) i
            """, ada, MODEL, RUNS / 4);
        database.update("""
            insert into job (id, device_id, spec, model_sha256, scheme, state, queue_deadline, ended_at)
            select md5('r' || i)::uuid, case when i % 3 = 0 then ?::uuid else ?::uuid end, ?::jsonb, ?, 'fp32', 'SUCCEEDED',
                   now(), now()
              from generate_series(1, ?) i order by i
            """, server, board, Jsonb.of(Samples.spec(MODEL)), MODEL, RUNS);
        database.update("""
            insert into run (id, experiment_id, ordinal, scheme, options, device_id)
            select j.id, md5('e' || (1 + (j.seq - 1) / 4))::uuid, ((j.seq - 1) % 4)::int,
                   (array['fp32', 'fp16', 'int8-dynamic', 'int4-weight-only'])[1 + (j.seq - 1) % 4], '{}', j.device_id
              from job j
            """);
        database.update("""
            insert into measurement (job_id, epoch, body, latency_nanos)
            select j.id, 1, jsonb_set(?::jsonb, '{validity,status}', '"VALID"'),
                   array(select 1000000 + j.seq * 31 % 4001 * 100 + k * 37 % 101 from generate_series(1, 100) k)
              from job j
            """, Jsonb.of(Samples.measurement(MODEL, 1000, 1_000_000, 1, 1)));
        database.update("analyze");
    }

    @Test
    void aDecisionKeepsItsAnswersItsRulesAndItsTrace() {
        DecisionInput inputs = input(Map.of("onDevice", "yes", "task", "vision", "powerWatts", "5 W"));
        DecisionView kept = transactions.in(() -> decisions.decide("  Cameras \n on poles ", inputs, ada, null));
        assertThat(kept.document().title()).isEqualTo("Cameras on poles");
        assertThat(kept.document().author()).isEqualTo("ada");
        assertThat(kept.document().decidedAt()).isEqualTo("2026-11-20T12:00:00Z");
        assertThat(kept.document().inputs()).isEqualTo(inputs);
        Advice today = guidance.advise(inputs);
        assertThat(kept.document().advice()).isEqualTo(today);
        assertThat(kept.document().rulesetVersion()).isEqualTo(today.ruleSet());
        assertThat(DecisionMarkdown.of(kept.document()))
                .contains("# Cameras on poles", "14.6 W", "| powerWatts | 5 W |");
        DecisionChange change = transactions.in(() -> decisions.since(kept));
        assertThat(change.changes()).isEmpty();
        assertThat(change.sentence()).contains("word for word");
    }

    @Test
    void whatWasDecidedUnderOtherRulesIsHeldAgainstTodays() {
        DecisionInput inputs = input(Map.of("onDevice", "yes", "task", "vision", "powerWatts", "5"));
        Advice old =
                dev.assay.guidance.Advisor.advise(inputs, guidance.all(), dev.assay.guidance.RuleSet.asPublished());
        UUID id = UUID.randomUUID();
        transactions.in(() -> transactions
                .database()
                .update("""
                insert into decision (id, account_id, title, inputs_hash, ruleset_version, inputs, advice)
                values (?, ?, 'Old', ?, ?, ?::jsonb, ?::jsonb)
                """, id, ada, "0".repeat(64), old.ruleSet(), Jsonb.of(inputs), Jsonb.of(old)));
        DecisionView stored = transactions.in(() -> decisions.find(id).orElseThrow());
        assertThat(stored.document().rulesetVersion()).isEqualTo("as-published");
        DecisionChange change = transactions.in(() -> decisions.since(stored));
        assertThat(change.changed()).isTrue();
        assertThat(change.changes())
                .anyMatch(one -> one.contains("SiMa") && one.contains("ruled out now (H2)"))
                .anyMatch(one -> one.contains("rule set was as-published"));
        DecisionView again = transactions.in(() -> decisions.decide("", inputs, bob, id));
        assertThat(again.follows()).isEqualTo(id);
        assertThat(transactions.in(() -> decisions.find(id).orElseThrow()).next())
                .isEqualTo(again.id());
        assertThat(again.document().title()).isEqualTo("Hailo-8");
    }

    @Test
    void onlyWhoMadeItAndAdministratorsMayDeleteIt() {
        DecisionView kept = transactions.in(() -> decisions.decide("Mine", DecisionInput.NONE, ada, null));
        assertThatThrownBy(() -> transactions.in(() -> {
                    decisions.delete(kept.id(), bob, false);
                    return null;
                }))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("Somebody else");
        transactions.in(() -> {
            decisions.delete(kept.id(), ada, false);
            return null;
        });
        assertThat(transactions.in(() -> decisions.find(kept.id()))).isEmpty();
        assertThatThrownBy(() -> transactions.in(() -> decisions.decide("", DecisionInput.NONE, ada, kept.id())))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("no such decision");
    }

    @Test
    void theListIsPagedNewestFirst() {
        for (int i = 0; i < 3; i++) {
            int number = i;
            transactions.in(() -> decisions.decide("Number " + number, DecisionInput.NONE, ada, null));
        }
        Page<DecisionCard> first = transactions.in(() -> decisions.list(null, 2));
        assertThat(first.items()).extracting(DecisionCard::title).containsExactly("Number 2", "Number 1");
        Page<DecisionCard> second = transactions.in(() -> decisions.list(first.next(), 1));
        assertThat(second.items()).extracting(DecisionCard::title).containsExactly("Number 0");
    }

    @Test
    void aModelBringsItsFactsAndItsMeasurements() {
        DecisionInput inputs = input(Map.of("modelBesideData", "yes", "sloMs", "50", "model", MODEL));
        Advice advice = transactions.in(() -> guidance.advise(inputs));
        Advice.Recommendation first = advice.recommended().getFirst();
        assertThat(first.profileId()).isEqualTo("graviton4");
        assertThat(first.measured().device()).isEqualTo("server");
        assertThat(first.why()).contains("was measured to keep the limit");
        assertThat(advice.trace())
                .filteredOn(step -> step.rule().equals("H3"))
                .noneMatch(step -> step.verdict() == Advice.StepVerdict.NOT_ASKED);
        assertThatThrownBy(() -> transactions.in(() -> guidance.advise(input(Map.of("model", "nobody")))))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("There is no model called nobody");
    }

    @Test
    void timesAmongTenThousandRuns(TestReporter reporter) {
        DecisionInput inputs = input(Map.of("modelBesideData", "yes", "sloMs", "50", "model", MODEL));
        for (int i = 0; i < 5; i++) {
            long start = System.nanoTime();
            transactions.in(() -> guidance.advise(inputs));
            long advised = System.nanoTime();
            transactions.in(() -> decisions.list(null, 10));
            long listed = System.nanoTime();
            reporter.publishEntry(
                    "ms with 10,000 runs: advice, list of decisions",
                    (advised - start) / 1e6 + ", " + (listed - advised) / 1e6);
        }
    }

    private static DecisionInput input(Map<String, String> answers) {
        return DecisionInput.parse(answers);
    }
}
