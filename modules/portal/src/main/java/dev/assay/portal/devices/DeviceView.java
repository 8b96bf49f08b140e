package dev.assay.portal.devices;

import dev.assay.protocol.Capabilities;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A device as pages and REST show it.
 *
 * @param healthReason    one sentence, or null while there is nothing to say
 * @param lastSeen        when its agent last polled, or null before the first time
 * @param waiting         jobs in its queue
 * @param running         the run it works on, or null
 * @param profileId       hardware profile of the guidance that an administrator gave it, or null
 */
public record DeviceView(
        UUID id,
        String name,
        DeviceState state,
        Health health,
        @Nullable String healthReason,
        @Nullable Instant lastSeen,
        int waiting,
        @Nullable UUID running,
        Capabilities capabilities,
        @Nullable String profileId,
        Instant enrolled) {

    /** Whether an experiment may choose this device now or wait for it. */
    public boolean selectable() {
        return state != DeviceState.PENDING && state != DeviceState.REVOKED && health.takesWork();
    }
}
