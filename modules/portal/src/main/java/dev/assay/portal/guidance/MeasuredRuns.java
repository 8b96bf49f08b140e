package dev.assay.portal.guidance;

import dev.assay.guidance.RunConditions;
import dev.assay.guidance.RunFacts;
import dev.assay.guidance.statistics.LatencySummary;
import dev.assay.portal.Database;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What was measured of a model, as the rules look at it: the fastest valid single-stream run per hardware profile and kind of
 * tier. Samples are large and never change, so the newest summaries are kept.
 */
@ApplicationScoped
class MeasuredRuns {
    private static final int KEPT = 300;
    private static final int MOST = 40;

    /** Sustained runs stand beside the others, because only they speak when a latency has to last. */
    private static final String FASTEST = """
        select distinct on (d.profile_id, j.tier = 'sustained') r.id, r.scheme, d.name as device, d.profile_id, j.tier, m.samples,
               m.median_nanos
          from experiment e
          join run r on r.experiment_id = e.id
          join job j on j.id = r.id and j.state = 'SUCCEEDED' and j.scenario = 'single-stream'
          join device d on d.id = r.device_id and d.profile_id is not null
          join measurement m on m.job_id = r.id and m.validity = 'VALID' and m.p90_nanos is not null
         where e.model_sha256 = ? and e.versus is null
         order by d.profile_id, j.tier = 'sustained', m.p90_nanos, r.id
         limit ?
        """;

    @Inject
    Database database;

    private final Map<UUID, RunFacts> kept = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, RunFacts> eldest) {
            return size() > KEPT;
        }
    };

    private record Row(UUID id, String scheme, String device, String profile, String tier) {}

    /** Runs of a model, by the hash of its file. */
    List<RunFacts> of(String modelSha256) {
        return database
                .list(
                        FASTEST,
                        row -> new Row(
                                Database.uuid(row, "id"),
                                row.getString("scheme"),
                                row.getString("device"),
                                row.getString("profile_id"),
                                row.getString("tier")),
                        modelSha256,
                        MOST)
                .stream()
                .map(this::facts)
                .toList();
    }

    private RunFacts facts(Row row) {
        synchronized (kept) {
            RunFacts known = kept.get(row.id());
            if (known != null && row.profile().equals(known.profileId())) {
                return known;
            }
        }
        List<Long> nanos = database.first(
                        "select latency_nanos from measurement where job_id = ?",
                        one -> Database.longs(one, "latency_nanos"),
                        row.id())
                .orElse(List.of());
        RunFacts facts = new RunFacts(
                row.id().toString(),
                row.scheme(),
                row.device(),
                row.profile(),
                nanos.isEmpty() ? RunFacts.Outcome.UNFINISHED : RunFacts.Outcome.VALID,
                nanos.isEmpty() ? null : LatencySummary.of(nanos),
                row.tier().equals("sustained") ? nanos : List.of(),
                null,
                null,
                null,
                null,
                "",
                new RunConditions(
                        null,
                        null,
                        row.scheme(),
                        null,
                        null,
                        "single-stream",
                        null,
                        null,
                        null,
                        nanos.size(),
                        null,
                        row.tier()),
                List.of(),
                null);
        synchronized (kept) {
            kept.put(row.id(), facts);
        }
        return facts;
    }
}
