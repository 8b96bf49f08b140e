package dev.assay.webapp.api;

import dev.assay.portal.Database;
import dev.assay.portal.DatabaseException;
import dev.assay.portal.Surroundings;
import dev.assay.portal.models.Models;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * The database answers and has the schema of this build, the blob store can be written, and the built-in models are in
 * it. Details go to the log.
 */
@org.eclipse.microprofile.health.Readiness
@ApplicationScoped
public class Readiness implements HealthCheck {
    /** The newest migration that this build needs. */
    static final String SCHEMA = "008";

    private static final System.Logger LOG = System.getLogger(Readiness.class.getName());

    @Inject
    Database database;

    @Inject
    Surroundings surroundings;

    @Inject
    Models models;

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("portal")
                .status(schemaFits() && storeWritable() && models.builtInsSettled())
                .build();
    }

    private boolean schemaFits() {
        try {
            boolean fits = database.first(
                            "select 1 from flyway_schema_history where version = ? and success", row -> 1, SCHEMA)
                    .isPresent();
            if (!fits) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "The database does not have the migration {0}; run the migrations of this build first",
                        SCHEMA);
            }
            return fits;
        } catch (DatabaseException e) {
            LOG.log(System.Logger.Level.ERROR, "The database does not answer", e);
            return false;
        }
    }

    private boolean storeWritable() {
        try {
            Path directory = Files.createDirectories(surroundings.data().resolve("blobs"));
            Files.delete(Files.createTempFile(directory, "ready-", ".probe"));
            return true;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "The blob store cannot be written", e);
            return false;
        }
    }
}
