package dev.assay.portal.capsules;

/** A capsule ready to be sent. */
public final class CapsuleFile {
    private final byte[] bytes;
    private final String fileName;

    CapsuleFile(byte[] bytes, String fileName) {
        this.bytes = bytes;
        this.fileName = fileName;
    }

    /** The file, not copied. */
    public byte[] bytes() {
        return bytes;
    }

    /** A safe name to offer to whoever downloads it. */
    public String fileName() {
        return fileName;
    }
}
