package dev.assay.portal.capsules;

import dev.assay.guidance.Replay;
import dev.assay.portal.queue.JobView;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.Wire;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Measurements as capsules carry and compare them. */
final class CapsuleRuns {
    /** What changes from one minute to the next on the same machine, and is judged by the validity of a run instead. */
    private static final Set<String> PASSING =
            Set.of("mhzBefore", "mhzAfter", "celsiusBefore", "celsiusAfter", "foreignCpu", "steal", "inputsSha256");

    private CapsuleRuns() {}

    static Replay.Side side(Measurement measurement, List<Long> nanos) {
        Measurement.Fidelity fidelity = measurement.fidelity();
        return new Replay.Side(
                nanos,
                measurement.modelSha256(),
                measurement.environment().inputsSha256(),
                fidelity == null || !fidelity.finite() ? null : fidelity.cosine(),
                measurement.validity().status() != Measurement.Validity.Status.INVALID,
                environment(measurement.environment()));
    }

    /** Every lasting field of the environment by its path, such as {@code device.cpuModel}. */
    static Map<String, String> environment(Measurement.Environment environment) {
        Map<String, String> fields = new TreeMap<>();
        flatten("", (JsonObject) Wire.toJson(environment), fields);
        fields.keySet().removeAll(PASSING);
        return fields;
    }

    private static void flatten(String path, JsonObject object, Map<String, String> into) {
        object.forEach((name, value) -> {
            if (value instanceof JsonObject inner) {
                flatten(path + name + ".", inner, into);
            } else if (value.getValueType() != JsonValue.ValueType.NULL) {
                into.put(path + name, value instanceof JsonString text ? text.getString() : value.toString());
            }
        });
    }

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
