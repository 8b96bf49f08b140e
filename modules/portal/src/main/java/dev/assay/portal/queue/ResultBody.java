package dev.assay.portal.queue;

import dev.assay.portal.Refusal;
import dev.assay.protocol.JobResult;
import dev.assay.protocol.Outcome;
import dev.assay.protocol.Wire;
import dev.assay.protocol.WireException;
import java.nio.charset.StandardCharsets;

/** Reads what an agent handed in. */
final class ResultBody {
    private ResultBody() {}

    static JobResult read(byte[] body, long epoch) {
        JobResult result;
        try {
            result = Wire.read(new String(body, StandardCharsets.UTF_8), JobResult.class);
        } catch (WireException e) {
            throw new Refusal(Refusal.Kind.INVALID, "BAD_RESULT", "The result cannot be read: " + e.getMessage(), e);
        }
        if (result.epoch() != epoch) {
            throw Refusal.invalid("BAD_RESULT", "The result names another claim than its address.");
        }
        if (result.outcome() == Outcome.SUCCEEDED && result.measurement() == null && result.probes() == null) {
            throw Refusal.invalid("BAD_RESULT", "A success must come with its measurement.");
        }
        return result;
    }
}
