package dev.assay.protocol;

/** Protocol versions that a party speaks, both ends included. */
public record VersionRange(int min, int max) {
    public static final VersionRange SUPPORTED = new VersionRange(Protocol.OLDEST, Protocol.CURRENT);

    public boolean overlaps(VersionRange other) {
        return min <= other.max && other.min <= max;
    }
}
