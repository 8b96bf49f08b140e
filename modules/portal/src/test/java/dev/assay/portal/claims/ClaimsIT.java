package dev.assay.portal.claims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.guidance.Judgement;
import dev.assay.guidance.Objectives;
import dev.assay.guidance.claims.ClaimType;
import dev.assay.guidance.claims.ClaimVerdict;
import dev.assay.portal.Database;
import dev.assay.portal.Jsonb;
import dev.assay.portal.Refusal;
import dev.assay.portal.Samples;
import dev.assay.portal.Surroundings;
import dev.assay.portal.TestDatabase;
import dev.assay.portal.experiments.ExperimentView;
import dev.assay.portal.experiments.ExperimentsFixture;
import dev.assay.portal.experiments.NewExperiment;
import dev.assay.portal.experiments.WorkloadChoice;
import dev.assay.portal.models.ModelsFixture;
import dev.assay.portal.queue.QueueFixture;
import dev.assay.protocol.Assignment;
import dev.assay.protocol.SchemeSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * Claims with a database. The time that ten thousand runs cost is printed, never asserted: {@code mvn -pl modules/portal -am
 * verify -Dquick -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false
 * -Dit.test=ClaimsIT}.
 */
class ClaimsIT {
    private static final Path ZOO = Path.of("..", "content", "target", "zoo");
    private static final int MANY = 10_000;

    @TempDir
    static Path data;

    private TestDatabase transactions;
    private Database database;
    private ExperimentsFixture portal;
    private QueueFixture queue;
    private Claims claims;
    private UUID ada;
    private UUID board;
    private UUID other;

    @BeforeAll
    static void builtInModels() throws Exception {
        ModelsFixture.seed(TestDatabase.empty().database(), surroundings(), ZOO);
    }

    private static Surroundings surroundings() {
        return Surroundings.of(Map.of("ASSAY_DATA", data.toString()));
    }

    @BeforeEach
    void portalWithTwoBoards() {
        transactions = TestDatabase.emptyBut(List.of("blob", "model", "builtin_model"));
        database = transactions.database();
        portal = new ExperimentsFixture(transactions, surroundings());
        queue = portal.queue;
        claims = portal.claims;
        ada = Samples.account(database, "ada");
        board = Samples.device(database, "board");
        other = Samples.device(database, "other");
    }

    private <T> T in(Callable<T> work) {
        return transactions.in(work);
    }

    private ClaimView claim(String id) {
        return in(() -> claims.find(id, 20)).orElseThrow();
    }

    /** Runs fp32 and int8-dynamic and has them judged. */
    private ExperimentView experiment(UUID device, String name, long int8Bytes, long int8Nanos) {
        ExperimentView asked = in(() -> portal.experiments.create(
                new NewExperiment(
                        "digits-mlp",
                        List.of(SchemeSpec.of("fp32"), SchemeSpec.of("int8-dynamic")),
                        List.of(name),
                        null,
                        Objectives.NONE,
                        null,
                        WorkloadChoice.RAPID),
                ada,
                null));
        Assignment fp32 = queue.take(device);
        finish(device, fp32, 400_000, 2_000_000, 1);
        finish(device, queue.take(device), int8Bytes, int8Nanos, 2);
        judge(asked.id());
        return in(() -> portal.experiments.find(asked.id())).orElseThrow();
    }

    private void finish(UUID device, Assignment work, long bytes, long nanos, int seed) {
        queue.deliver(
                device,
                work.jobId(),
                work.epoch(),
                QueueFixture.success(
                        work.epoch(), Samples.measurement(work.spec().model().sha256(), bytes, nanos, 600, seed)));
    }

    private void judge(UUID experiment) {
        in(() -> {
            portal.desk.judge(experiment);
            return null;
        });
    }

    @Test
    void aContradictingRunFlipsTheVerdictKeepsTheHistoryAndTellsTheFollowers() {
        UUID bob = Samples.account(database, "bob");
        in(() -> {
            claims.follow(ada, "C20");
            claims.follow(ada, "C20");
            return null;
        });
        assertThat(claim("C20").card().verdict()).isEqualTo(ClaimVerdict.CONFIRMED);
        assertThat(claim("C20").card().checked()).isNull();
        assertThat(claim("C20").followers()).isEqualTo(1);

        ExperimentView first = experiment(board, "board", 100_000, 1_000_000);
        assertThat(first.judgement().claims())
                .extracting(Judgement.ClaimCheck::claim)
                .contains("C20", "C21", "C19");
        ClaimView confirmed = claim("C20");
        assertThat(confirmed.card().verdict()).isEqualTo(ClaimVerdict.CONFIRMED);
        assertThat(confirmed.card().checked()).isNotNull();
        assertThat(confirmed.evidence()).hasSize(1);
        assertThat(confirmed.evidence().getFirst().ratio()).isEqualTo(4.0);
        assertThat(confirmed.history()).isEmpty();
        assertThat(in(() -> claims.unread(ada))).isZero();

        ExperimentView second = experiment(other, "other", 300_000, 1_000_000);
        ClaimView flipped = claim("C20");
        assertThat(flipped.card().verdict()).isEqualTo(ClaimVerdict.CONTRADICTED);
        assertThat(flipped.card().found()).contains("1 confirms it and 1 contradicts it");
        ClaimView.Change change = flipped.history().getFirst();
        assertThat(change.previous()).isEqualTo(ClaimVerdict.CONFIRMED);
        assertThat(change.device()).isEqualTo("other");
        assertThat(change.run()).isEqualTo(second.runs().get(1).id());
        assertThat(change.experiment()).isEqualTo(second.id());
        assertThat(change.at()).isNotNull();

        assertThat(in(() -> claims.unread(ada))).isEqualTo(1);
        assertThat(in(() -> claims.unread(bob))).isZero();
        NotificationView news = in(() -> claims.news(ada, 10)).getFirst();
        assertThat(news.unread()).isTrue();
        assertThat(news.change()).isEqualTo(change);
        in(() -> claims.markRead(ada, news.id()));
        assertThat(in(() -> claims.unread(ada))).isZero();

        in(() -> {
            claims.unfollow(ada, "C20");
            return null;
        });
        experiment(other, "other", 100_000, 1_000_000);
        assertThat(claim("C20").card().verdict()).isEqualTo(ClaimVerdict.CONFIRMED);
        assertThat(claim("C20").history()).hasSize(2);
        assertThat(in(() -> claims.unread(ada))).isZero();
    }

    @Test
    void partsOfAClaimFlipByThemselves() {
        experiment(board, "board", 100_000, 1_000_000);
        assertThat(claim("C21").card().parts()).containsEntry("products-dynamic", ClaimVerdict.CONFIRMED);
        assertThat(claim("C21").history()).isEmpty();
        experiment(other, "other", 100_000, 4_000_000);
        ClaimView slower = claim("C21");
        assertThat(slower.card().parts()).containsEntry("products-dynamic", ClaimVerdict.CONTRADICTED);
        assertThat(slower.card().verdict()).isEqualTo(ClaimVerdict.CONTRADICTED);
        assertThat(slower.history()).extracting(ClaimView.Change::part).containsExactly("products-dynamic");
    }

    @Test
    void judgingAgainReplacesWhatWasSaidBefore() {
        ExperimentView asked = experiment(board, "board", 300_000, 1_000_000);
        assertThat(claim("C20").card().verdict()).isEqualTo(ClaimVerdict.CONTRADICTED);
        judge(asked.id());
        assertThat(claim("C20").evidence()).hasSize(1);
        assertThat(claim("C20").history()).hasSize(1);
        in(() -> {
            claims.record(asked.id(), List.of(), List.of());
            return null;
        });
        assertThat(claim("C20").evidence()).isEmpty();
        assertThat(claim("C20").card().verdict()).isEqualTo(ClaimVerdict.CONFIRMED);
        assertThat(claim("C20").history()).hasSize(2);
    }

    @Test
    void aBatchIsComparedWithAnEarlierExperiment() {
        for (long batch : new long[] {1, 32}) {
            ExperimentView asked = in(() -> portal.experiments.create(
                    new NewExperiment(
                            "digits-mlp",
                            List.of(SchemeSpec.of("fp32")),
                            List.of("board"),
                            null,
                            Objectives.NONE,
                            null,
                            WorkloadChoice.RAPID),
                    ada,
                    null));
            finish(board, queue.take(board), 400_000, batch == 1 ? 1_000_000 : 4_000_000, 3);
            database.update(
                    "update measurement set body = jsonb_set(body, '{environment,inputShapes,0}', to_jsonb(?::text))"
                            + " where job_id = ?",
                    "input=" + batch + "x64",
                    asked.runs().getFirst().id());
            judge(asked.id());
        }
        ClaimView.EvidenceView evidence = claim("C22").evidence().getFirst();
        assertThat(evidence.verdict()).isEqualTo(ClaimVerdict.CONFIRMED);
        assertThat(evidence.ratio()).isBetween(7.8, 8.2);
    }

    @Test
    void listsAreFilteredAndCounted() {
        ClaimList all = in(() -> claims.list(ClaimFilter.ALL));
        assertThat(all.items()).hasSizeGreaterThan(65);
        assertThat(all.verdicts()).isEqualTo(all.all());
        assertThat(all.seeds()).containsKeys("000", "001", "002", "003", "004", "web");
        ClaimList bus = in(() -> claims.list(
                new ClaimFilter(ClaimVerdict.CONTRADICTED, ClaimType.ARITHMETIC, "002", "bottleneck LANE")));
        assertThat(bus.items()).extracting(card -> card.claim().id()).containsExactly("C03");
        assertThat(in(() -> claims.list(new ClaimFilter(null, null, null, "no such words")))
                        .items())
                .isEmpty();
        assertThat(in(() -> claims.ofProfile("h100-sxm")))
                .extracting(card -> card.claim().id())
                .contains("C11", "T02");
        assertThatThrownBy(() -> in(() -> {
                    claims.follow(ada, "C99");
                    return null;
                }))
                .isInstanceOf(Refusal.class);
        assertThat(in(() -> claims.find("C99", 1))).isEmpty();
    }

    @Test
    void tenThousandRunsDoNotSlowTheLedgerDown(TestReporter reporter) {
        ExperimentView one = experiment(board, "board", 100_000, 1_000_000);
        database.update("""
            insert into job (id, device_id, spec, model_sha256, scheme, state, queue_deadline, ended_at)
            select md5('r' || i)::uuid, ?, ?::jsonb, ?, 'fp32', 'SUCCEEDED', now(), now() from generate_series(1, ?) i
            """, board, Jsonb.of(Samples.spec(one.modelSha256())), one.modelSha256(), MANY);
        database.update("""
            insert into run (id, experiment_id, ordinal, scheme, options, device_id)
            select md5('r' || i)::uuid, ?, 10 + i, 'int8-dynamic', '{}', ? from generate_series(1, ?) i
            """, one.id(), board, MANY);
        database.update("""
            insert into claim_evidence (claim_id, run_id, part, experiment_id, model_sha256, model_name, scheme, device,
                   ratio, low, high, verdict, sentence)
            select c, md5('r' || i)::uuid, case when c = 'C21' then 'products-dynamic' else '' end, ?, md5('m' || i % 40),
                   'model', 'int8-dynamic', 'device ' || i % 25, 3.9, 3.9, 3.9, 'CONFIRMED', 'Smaller.'
              from generate_series(1, ?) i, unnest(array['C20', 'C21']) c
            """, one.id(), MANY);
        database.update("analyze");
        experiment(other, "other", 100_000, 1_000_000);
        assertThat(claim("C20").card().runs()).isEqualTo(MANY + 2);
        for (int i = 0; i < 3; i++) {
            long start = System.nanoTime();
            in(() -> claims.list(ClaimFilter.ALL));
            long listed = System.nanoTime();
            claim("C20");
            long found = System.nanoTime();
            reporter.publishEntry(
                    "claims with %d runs".formatted(MANY),
                    "list %.1f ms, one %.1f ms".formatted((listed - start) / 1e6, (found - listed) / 1e6));
        }
    }
}
