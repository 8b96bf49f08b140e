package dev.assay.db;

import java.util.Map;

/**
 * The program behind the {@code migrate} container: migrates the database that {@code ASSAY_DB_URL},
 * {@code ASSAY_DB_USER} and {@code ASSAY_DB_PASSWORD} name, then exits.
 */
public final class Migrate {
    private static final System.Logger LOG = System.getLogger(Migrate.class.getName());

    private Migrate() {}

    public static void main(String[] arguments) {
        Map<String, String> environment = System.getenv();
        for (String name : new String[] {"ASSAY_DB_URL", "ASSAY_DB_USER", "ASSAY_DB_PASSWORD"}) {
            if (environment.getOrDefault(name, "").isBlank()) {
                LOG.log(System.Logger.Level.ERROR, "{0} is not set; nothing was migrated", name);
                System.exit(2);
            }
        }
        int applied = Migrations.migrate(
                environment.get("ASSAY_DB_URL"),
                environment.get("ASSAY_DB_USER"),
                environment.get("ASSAY_DB_PASSWORD"));
        LOG.log(System.Logger.Level.INFO, "The schema is up to date; {0} migrations were applied", applied);
    }
}
