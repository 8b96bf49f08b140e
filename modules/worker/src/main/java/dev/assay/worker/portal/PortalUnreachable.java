package dev.assay.worker.portal;

import java.io.IOException;

/**
 * No usable answer: the network failed, the portal is overloaded or restarting, or something in between answered with a
 * page of its own. Worth another try.
 */
public final class PortalUnreachable extends IOException {
    private static final long serialVersionUID = 1L;

    private final long retryAfterMillis;

    public PortalUnreachable(String message, long retryAfterMillis) {
        super(message);
        this.retryAfterMillis = retryAfterMillis;
    }

    public PortalUnreachable(String message, Throwable cause) {
        super(message, cause);
        this.retryAfterMillis = 0;
    }

    /** What the portal asked to wait at least; 0 when it did not say. */
    public long retryAfterMillis() {
        return retryAfterMillis;
    }
}
