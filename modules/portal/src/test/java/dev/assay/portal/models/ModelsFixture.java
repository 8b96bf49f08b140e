package dev.assay.portal.models;

import dev.assay.portal.Database;
import dev.assay.portal.Surroundings;
import dev.assay.portal.blobs.BlobsFixture;
import java.io.IOException;
import java.nio.file.Path;

/** The boundary of this package outside of a container. */
@SuppressWarnings("UnnecessaryAssignment") // there is no container that would inject
public final class ModelsFixture {
    private ModelsFixture() {}

    public static Models models(Database database, Surroundings surroundings) {
        Models models = new Models();
        models.database = database;
        models.surroundings = surroundings;
        models.blobs = BlobsFixture.of(surroundings);
        return models;
    }

    public static void seed(Database database, Surroundings surroundings, Path zoo) throws IOException {
        BuiltInSeeding seeding = new BuiltInSeeding();
        seeding.database = database;
        seeding.surroundings = surroundings;
        seeding.blobs = BlobsFixture.of(surroundings);
        seeding.seed(zoo);
    }
}
