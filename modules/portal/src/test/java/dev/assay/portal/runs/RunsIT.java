package dev.assay.portal.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.guidance.statistics.LatencySummary;
import dev.assay.portal.Database;
import dev.assay.portal.Jsonb;
import dev.assay.portal.Page;
import dev.assay.portal.Refusal;
import dev.assay.portal.Samples;
import dev.assay.portal.TestDatabase;
import dev.assay.portal.queue.RunState;
import dev.assay.protocol.Measurement.Validity.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ten thousand runs. The time of each query is printed, never asserted: {@code mvn -pl modules/portal -am verify -Dquick
 * -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false -Dit.test=RunsIT}.
 */
class RunsIT {
    private static final int RUNS = 10_000;
    private static final String MODEL = "a".repeat(64);
    private static final String OTHER = "b".repeat(64);

    private static TestDatabase transactions;
    private static Runs runs;
    private static UUID ada;

    @BeforeAll
    static void tenThousandRuns() {
        transactions = TestDatabase.empty();
        Database database = transactions.database();
        runs = RunsFixture.runs(database);
        ada = Samples.account(database, "ada");
        UUID bob = Samples.account(database, "bob");
        UUID board = Samples.device(database, "Board");
        UUID server = Samples.device(database, "server");
        database.update("insert into blob (sha256, bytes) values (?, 1), (?, 1)", MODEL, OTHER);
        database.update("insert into model (sha256, facts) values (?, '{}'), (?, '{}')", MODEL, OTHER);
        database.update("""
            insert into experiment (id, account_id, model_sha256, model_name, objectives, workload, request_digest,
                   ruleset_version, advice)
            select md5('e' || i)::uuid, case when i % 5 = 0 then ?::uuid else ?::uuid end,
                   case when i % 2 = 0 then ? else ? end, case when i % 2 = 0 then 'Alpha' else 'beta' end,
                   '{}', '{}', ''::bytea, '1', '{}'
              from generate_series(1, ?) i
            """, bob, ada, MODEL, OTHER, RUNS / 4);
        database.update("""
            insert into job (id, device_id, spec, model_sha256, scheme, state, queue_deadline, ended_at, failure_code)
            select md5('r' || i)::uuid, case when i % 3 = 0 then ?::uuid else ?::uuid end,
                   case when i % 7 = 0 then replace(?, '"rapid"', '"standard"')::jsonb else ?::jsonb end, ?, 'fp32',
                   case when i % 10 = 0 then 'FAILED' when i % 10 = 1 then 'QUEUED' else 'SUCCEEDED' end, now(),
                   case when i % 10 <> 1 then now() end, case when i % 10 = 0 then 'OOM' end
              from generate_series(1, ?) i order by i
            """, server, board, Jsonb.of(Samples.spec(MODEL)), Jsonb.of(Samples.spec(MODEL)), MODEL, RUNS);
        database.update("""
            insert into run (id, experiment_id, ordinal, scheme, options, device_id)
            select j.id, md5('e' || (1 + (j.seq - 1) / 4))::uuid, ((j.seq - 1) % 4)::int,
                   (array['fp32', 'fp16', 'int8-dynamic', 'int4-weight-only'])[1 + (j.seq - 1) % 4], '{}', j.device_id
              from job j
            """);
        database.update("""
            insert into measurement (job_id, epoch, body, latency_nanos)
            select j.id, 1,
                   jsonb_set(jsonb_set(jsonb_set(?::jsonb, '{modelBytes}', to_jsonb(1000 + j.seq * 7919 % 5000)),
                       '{fidelity,cosine}', to_jsonb(1 - (j.seq * 104729 % 1000) / 1e5)),
                       '{validity,status}', case when j.seq % 9 = 0 then '"SUSPECT"' else '"VALID"' end::jsonb),
                   array(select 1000000 + j.seq * 31 % 4001 * 100 + k * 37 % 101 from generate_series(1, 100) k)
              from job j where j.state = 'SUCCEEDED'
            """, Jsonb.of(Samples.measurement(MODEL, 1000, 1_000_000, 1, 1)));
        database.update("analyze");
    }

    private static Page<RunCard> list(RunFilter filter, String order, String cursor, int limit) {
        return transactions.in(() -> runs.list(filter, RunOrder.of(order), cursor, limit));
    }

    private static RunCounts counts(RunFilter filter) {
        return transactions.in(() -> runs.counts(filter));
    }

    private static RunFilter boards(UUID account) {
        return new RunFilter("beta", null, "board", null, null, "standard", null, null, null, null, account);
    }

    @Test
    void theFiguresAreThoseOfTheSamples() {
        Random random = new Random(3);
        Database database = transactions.database();
        List<String> jobs =
                database.list("select job_id from measurement order by job_id limit 12", row -> row.getString(1));
        List<Integer> sizes = List.of(1, 2, 5, 10, 11, 63, 64, 100, 662, 1000, 4321, 20_000);
        for (int i = 0; i < sizes.size(); i++) {
            long[] nanos = LongStream.generate(() -> 1 + random.nextLong(1_000_000))
                    .limit(sizes.get(i))
                    .toArray();
            database.update("update measurement set latency_nanos = ? where job_id = ?::uuid", nanos, jobs.get(i));
            LatencySummary summary =
                    LatencySummary.of(LongStream.of(nanos).boxed().toList());
            database.list(
                    "select * from measurement where job_id = ?::uuid",
                    row -> {
                        assertThat(row.getInt("samples")).isEqualTo(nanos.length);
                        assertThat(row.getDouble("median_nanos") / 1e6).isEqualTo(summary.medianMs());
                        Long p90 = row.getObject("p90_nanos", Long.class);
                        assertThat(p90 == null ? null : p90 / 1e6)
                                .as("%d samples", nanos.length)
                                .isEqualTo(summary.p90().ms());
                        assertThat(row.getDouble("cosine")).isBetween(0.98, 1.0);
                        assertThat(row.getLong("peak_rss_bytes")).isEqualTo(100_000_000);
                        return 1;
                    },
                    jobs.get(i));
        }
    }

    @ParameterizedTest
    @EnumSource(RunOrder.Column.class)
    void pagesInEitherOrderGoThroughEveryRunOnce(RunOrder.Column column) {
        int expected = (int) counts(boards(ada)).total();
        for (String order : List.of(column.word(), "-" + column.word())) {
            Set<UUID> seen = new HashSet<>();
            List<RunCard> all = new ArrayList<>();
            String cursor = null;
            do {
                Page<RunCard> page = list(boards(ada), order, cursor, 77);
                page.items().forEach(card -> assertThat(seen.add(card.id())).isTrue());
                all.addAll(page.items());
                cursor = page.next();
            } while (cursor != null);
            assertThat(all).as(order).hasSize(expected).hasSizeGreaterThan(300);
            if (column == RunOrder.Column.P90) {
                List<Double> values = all.stream()
                        .map(RunCard::p90Ms)
                        .filter(Objects::nonNull)
                        .toList();
                assertThat(values)
                        .isSortedAccordingTo(
                                order.startsWith("-") ? Comparator.reverseOrder() : Comparator.naturalOrder());
                assertThat(all.subList(values.size(), all.size())).allMatch(card -> card.p90Ms() == null);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-when", "p50", "-p50", "p90", "size", "-cosine", "memory", "model"})
    void aListReadsNeitherSamplesNorBodies(String order, TestReporter reporter) {
        RunFilter filter =
                new RunFilter(null, null, null, RunState.SUCCEEDED, Status.VALID, null, null, "al", null, null, null);
        assertThat(runs.statement(filter, RunOrder.of(order), null, 51).sql())
                .doesNotContain("latency_nanos", "body", "spec", "unnest");
        long start = System.nanoTime();
        Page<RunCard> page = list(filter, order, null, 50);
        long listed = System.nanoTime();
        RunCounts counts = counts(filter);
        reporter.publishEntry(Map.of(
                "order",
                order,
                "list of 50 of " + RUNS + " runs, ms",
                Double.toString((listed - start) / 1e6),
                "counts, ms",
                Double.toString((System.nanoTime() - listed) / 1e6)));
        assertThat(page.items()).hasSize(50);
        assertThat(page.next()).isNotNull();
        assertThat(counts.total()).isGreaterThan(3000);
    }

    @Test
    void theNewestRunsAreFoundThroughTheirIndex() {
        Runs.Statement statement = runs.statement(RunFilter.ALL, RunOrder.NEWEST, null, 51);
        List<String> plan = transactions
                .database()
                .list(
                        "explain " + statement.sql(),
                        row -> row.getString(1),
                        statement.parameters().toArray());
        assertThat(String.join("\n", plan)).contains("job_newest").doesNotContain("Seq Scan on measurement");
    }

    @Test
    void filtersAndCountsAgree() {
        RunCounts all = counts(RunFilter.ALL);
        assertThat(all.total()).isEqualTo(RUNS);
        assertThat(all.models()).containsEntry("Alpha", 5000L).containsEntry("beta", 5000L);
        assertThat(all.schemes()).containsEntry("fp16", 2500L).hasSize(4);
        assertThat(all.devices()).containsOnlyKeys("Board", "server");
        assertThat(all.states()).containsEntry("QUEUED", 1000L).containsEntry("FAILED", 1000L);
        assertThat(all.tiers()).containsOnlyKeys("rapid", "standard");
        assertThat(all.scenarios()).containsEntry("single-stream", 10_000L);
        assertThat(all.validities().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(8000);

        RunFilter words =
                new RunFilter(null, "fp16", null, null, null, null, null, " BETA serv bob ", null, null, null);
        RunCounts found = counts(words);
        assertThat(found.models()).containsOnlyKeys("beta");
        assertThat(found.devices()).containsOnlyKeys("server");
        assertThat(found.schemes()).containsOnlyKeys("fp16");
        assertThat(list(words, "-when", null, 200).items())
                .hasSize((int) Math.min(200, found.total()))
                .allMatch(card -> card.account().equals("bob"));
        RunFilter later = new RunFilter(
                null, null, null, null, null, null, null, null, Instant.now().plusSeconds(3600), null, null);
        assertThat(counts(later).total()).isZero();
        assertThat(list(RunFilter.ofModel(MODEL), "when", null, 3).items())
                .extracting(RunCard::model)
                .containsOnly("Alpha");
    }

    @Test
    void theFrontIsMadeOfSuccessfulRuns() {
        Pareto pareto = transactions.in(() -> runs.pareto(boards(null), true, Pareto.Second.COSINE, 1.2));
        assertThat(pareto.points()).isNotEmpty().allMatch(point -> point.run().state() == RunState.SUCCEEDED);
        assertThat(pareto.points())
                .filteredOn(Pareto.Point::front)
                .isNotEmpty()
                .hasSizeLessThan(pareto.points().size());
        assertThat(pareto.best()).isNotNull();
        assertThat(pareto.left() + pareto.points().size())
                .isEqualTo(counts(boards(null)).total());
        assertThat(transactions
                        .in(() -> runs.pareto(RunFilter.ALL, false, Pareto.Second.SIZE, null))
                        .points())
                .hasSize(Runs.MOST_POINTS);
    }

    @Test
    void cursorsOfAnotherOrderAndNonsenseAreRefused() {
        String cursor = list(RunFilter.ALL, "p50", null, 5).next();
        for (String order : List.of("-p50", "p90", "model")) {
            assertThatThrownBy(() -> list(RunFilter.ALL, order, cursor, 5)).isInstanceOf(Refusal.class);
        }
        for (String nonsense : List.of("x", "====", "\u20ac", "cDUwCjEKPXh4")) {
            assertThatThrownBy(() -> list(RunFilter.ALL, "p50", nonsense, 5))
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("cursor");
        }
        assertThatThrownBy(() -> RunOrder.of("beauty")).isInstanceOf(Refusal.class);
    }
}
