package dev.assay.worker.portal;

/** The portal understood a request and said no; asking again in the same way is of no use. */
public final class PortalRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    public PortalRefusal(int status, String code, String detail) {
        super(detail);
        this.status = status;
        this.code = code;
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** Stable code of the problem document, or an empty text. */
    public String code() {
        return code;
    }
}
