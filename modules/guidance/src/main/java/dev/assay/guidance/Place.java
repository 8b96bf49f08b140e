package dev.assay.guidance;

/** Where hardware can be had or must stand. */
public enum Place {
    /** Rented from a provider. */
    CLOUD("in a cloud"),
    /** In one's own server room or office. */
    PREMISES("on the premises"),
    /** In or beside the product itself. */
    DEVICE("on the device");

    private final String label;

    Place(String label) {
        this.label = label;
    }

    /** The words used in sentences. */
    public String label() {
        return label;
    }
}
