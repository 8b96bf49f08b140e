package dev.assay.portal.runs;

import dev.assay.portal.queue.RunState;
import dev.assay.protocol.Measurement;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which runs to show; null leaves a field open.
 *
 * @param model    SHA-256, built-in name, or the name under which the experiment knew it
 * @param scheme   name of the scheme
 * @param device   name of the device, in any case
 * @param text     words that all occur in model, scheme, device, account or id
 * @param from     created at or after
 * @param until    created before
 * @param account  whose experiments
 */
public record RunFilter(
        @Nullable String model,
        @Nullable String scheme,
        @Nullable String device,
        @Nullable RunState state,
        Measurement.Validity.@Nullable Status validity,
        @Nullable String tier,
        @Nullable String scenario,
        @Nullable String text,
        @Nullable Instant from,
        @Nullable Instant until,
        @Nullable UUID account) {
    /** Every run. */
    public static final RunFilter ALL = new RunFilter(null, null, null, null, null, null, null, null, null, null, null);

    /** Runs of one model. */
    public static RunFilter ofModel(String model) {
        return new RunFilter(model, null, null, null, null, null, null, null, null, null, null);
    }
}
