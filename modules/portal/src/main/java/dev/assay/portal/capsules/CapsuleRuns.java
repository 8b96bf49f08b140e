package dev.assay.portal.capsules;

import dev.assay.guidance.Replay;
import dev.assay.portal.queue.JobView;
import dev.assay.protocol.Measurement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Measurements as capsules carry and compare them. */
final class CapsuleRuns {
    private CapsuleRuns() {}

    /** What is said when one of the two gave no measurement. */
    static Replay unmeasured(String scheme, @Nullable String before, JobView.@Nullable JobFailure after) {
        String now = after == null ? null : after.code();
        boolean same = before != null && before.equals(now);
        String note = "The first run " + (before == null ? "was measured or cancelled" : "failed with " + before)
                + ", this one " + (now == null ? "was measured or cancelled" : "failed with " + now) + ".";
        return new Replay(
                scheme,
                same ? Replay.Outcome.SAME : Replay.Outcome.NOT_COMPARABLE,
                null,
                null,
                List.of(),
                List.of(note),
                scheme + (same ? " fails as it did in the first run." : " has no second measurement to compare."));
    }

    /** The measurement as it came from the device. */
    static Measurement withSamples(Measurement m, List<Long> nanos) {
        return new Measurement(
                m.modelSha256(),
                m.modelBytes(),
                m.quantization(),
                m.loadMillis(),
                m.firstRunMillis(),
                m.warmUp(),
                m.warmUpStable(),
                nanos,
                m.elapsedSeconds(),
                m.validity(),
                m.memory(),
                m.fidelity(),
                m.accuracy(),
                m.environment(),
                m.details());
    }
}
