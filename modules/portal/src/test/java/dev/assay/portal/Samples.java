package dev.assay.portal;

import dev.assay.protocol.ArtifactRef;
import dev.assay.protocol.Capabilities;
import dev.assay.protocol.JobLimits;
import dev.assay.protocol.JobSpec;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.MeasurementDetails;
import dev.assay.protocol.SandboxLevel;
import dev.assay.protocol.SchemeSpec;
import dev.assay.protocol.Workload;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

/** Records for tests. */
public final class Samples {
    public static final Capabilities CAPABILITIES = new Capabilities(
            "Linux",
            "6.1",
            "amd64",
            "Test CPU",
            2,
            4,
            null,
            List.of("avx2", "avx512_vnni"),
            8L << 30,
            null,
            null,
            "1.29.0",
            List.of("CPU"),
            "21",
            "0.1",
            SandboxLevel.BUBBLEWRAP,
            "none",
            false);

    private Samples() {}

    /** An approved device that polled just now. */
    public static UUID device(Database database, String name) {
        UUID id = UUID.randomUUID();
        database.update("""
                insert into device (id, name, public_key, approved_at, capabilities, capabilities_hash, last_seen_at)
                values (?, ?, ?, now(), ?::jsonb, 'h', now())
                """, id, name, Secrets.hash(id.toString()), Jsonb.of(CAPABILITIES));
        return id;
    }

    public static UUID account(Database database, String name) {
        UUID id = UUID.randomUUID();
        database.update("insert into account (id, name, role) values (?, ?, 'MEMBER')", id, name);
        return id;
    }

    public static JobSpec spec(String modelSha256) {
        return new JobSpec(
                "model",
                new ArtifactRef(modelSha256, 100),
                SchemeSpec.of("fp32"),
                new Workload("single-stream", "rapid", 1, 42, Map.of(), Map.of(), null, 16),
                JobLimits.DEFAULT);
    }

    /** The same measurement of a changed model, with what the other passes found. */
    public static Measurement with(
            Measurement plain, Measurement.QuantizationSummary quantization, MeasurementDetails details) {
        return new Measurement(
                plain.modelSha256(),
                plain.modelBytes(),
                quantization,
                plain.loadMillis(),
                plain.firstRunMillis(),
                plain.warmUp(),
                plain.warmUpStable(),
                plain.latencyNanos(),
                plain.elapsedSeconds(),
                plain.validity(),
                plain.memory(),
                plain.fidelity(),
                plain.accuracy(),
                plain.environment(),
                details);
    }

    /** A measurement with samples around a median. */
    public static Measurement measurement(String modelSha256, long bytes, long medianNanos, int samples, long seed) {
        Random random = new Random(seed);
        List<Long> nanos = Stream.generate(() -> medianNanos + (long) (random.nextGaussian() * medianNanos / 50))
                .limit(samples)
                .toList();
        return new Measurement(
                modelSha256,
                bytes,
                null,
                12.5,
                3.5,
                List.of(1e6, 1e6, 1e6),
                true,
                nanos,
                6,
                new Measurement.Validity(Measurement.Validity.Status.VALID, List.of()),
                new Measurement.MemoryUse(100_000_000, 50_000_000),
                new Measurement.Fidelity(0.999, 0.99, 30.0, 0.1, 1.0, 64, true),
                null,
                new Measurement.Environment(
                        CAPABILITIES,
                        SandboxLevel.BUBBLEWRAP,
                        1,
                        "CPU",
                        "ALL",
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        "0".repeat(64),
                        List.of("input=1x64"),
                        42,
                        "nanoTime"),
                MeasurementDetails.NONE);
    }
}
