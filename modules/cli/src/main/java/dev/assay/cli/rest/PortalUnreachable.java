package dev.assay.cli.rest;

import java.io.IOException;

/** Nobody answers at the portal's address, or what answers is no portal. */
public final class PortalUnreachable extends IOException {
    private static final long serialVersionUID = 1L;

    PortalUnreachable(String message, Throwable cause) {
        super(message, cause);
    }

    PortalUnreachable(String message) {
        super(message);
    }
}
