package dev.assay.portal.experiments;

/** The model as a run measured it, made again from the original and the scheme, and checked against the run's hash. */
public final class RegeneratedModel {
    private final String sha256;
    private final byte[] bytes;
    private final String fileName;

    RegeneratedModel(String sha256, byte[] bytes, String fileName) {
        this.sha256 = sha256;
        this.bytes = bytes;
        this.fileName = fileName;
    }

    public String sha256() {
        return sha256;
    }

    /** The file, not copied: it may be large, and nobody else holds it. */
    public byte[] bytes() {
        return bytes;
    }

    /** A safe name to offer to whoever downloads it. */
    public String fileName() {
        return fileName;
    }
}
