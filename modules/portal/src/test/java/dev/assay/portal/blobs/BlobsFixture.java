package dev.assay.portal.blobs;

import dev.assay.portal.Surroundings;

/** A blob store outside of a container. */
@SuppressWarnings("UnnecessaryAssignment") // there is no container that would inject
public final class BlobsFixture {
    private BlobsFixture() {}

    public static Blobs of(Surroundings surroundings) {
        Blobs blobs = new Blobs();
        blobs.surroundings = surroundings;
        return blobs;
    }
}
