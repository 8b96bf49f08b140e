package dev.assay.cli.rest;

/** An answer of the portal that is no success; the message is its own sentence for the user. */
public final class PortalRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    PortalRefused(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The stable word of the problem document; empty when the answer had none. */
    public String code() {
        return code;
    }

    /** Whether the request, rather than the portal, has to change. */
    public boolean isBadInput() {
        return status >= 400 && status < 500 && status != 408 && status != 429;
    }
}
