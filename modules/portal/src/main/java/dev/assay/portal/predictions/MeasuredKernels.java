package dev.assay.portal.predictions;

import dev.assay.portal.Database;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.MeasurementDetails.NodeTime;
import dev.assay.protocol.MeasurementDetails.Profile;
import dev.assay.protocol.Wire;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Times of kernels from the profiles of stored runs. */
@ApplicationScoped
@Transactional
public class MeasuredKernels {
    @Inject
    Database database;

    /**
     * Time by the name of the node in the graph as it was given, of the newest run of a model on a device.
     *
     * @param threads intra-op threads, as text
     * @return microseconds of one inference; empty without such a run
     */
    public Map<String, Double> micros(UUID device, String sha256, String scheme, String threads) {
        return database.first(
                        """
                        select m.body from job j join measurement m on m.job_id = j.id
                         where j.device_id = ? and j.model_sha256 = ? and j.spec->'scheme'->>'name' = ?
                           and j.spec->'workload'->>'threads' = ?
                         order by j.ended_at desc limit 1
                        """,
                        row -> byNode(Wire.read(row.getString("body"), Measurement.class)),
                        device,
                        sha256,
                        scheme,
                        threads)
                .orElse(Map.of());
    }

    private static Map<String, Double> byNode(Measurement measurement) {
        Profile profile = measurement.details().profile();
        Map<String, Double> micros = new HashMap<>();
        if (profile != null) {
            for (NodeTime node : profile.nodes()) {
                micros.merge(node.node(), node.micros(), Double::sum);
                if (node.sources().size() == 1 || !micros.containsKey(node.node())) {
                    node.sources().stream()
                            .findFirst()
                            .filter(source -> !source.equals(node.node()))
                            .ifPresent(source -> micros.merge(source, node.micros(), Double::sum));
                }
            }
        }
        return micros;
    }
}
