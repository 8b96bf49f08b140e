package dev.assay.db;

/**
 * The program behind the {@code migrate} container: migrates the database that {@code ASSAY_DB_URL},
 * {@code ASSAY_DB_USER} and {@code ASSAY_DB_PASSWORD} name, then exits.
 */
public final class Migrate {
    private static final System.Logger LOG = System.getLogger(Migrate.class.getName());

    private Migrate() {}

    public static void main(String[] arguments) {
        int applied =
                Migrations.migrate(required("ASSAY_DB_URL"), required("ASSAY_DB_USER"), required("ASSAY_DB_PASSWORD"));
        LOG.log(System.Logger.Level.INFO, "The schema is up to date; {0} migrations were applied", applied);
    }

    private static String required(String name) {
        String value = System.getenv(name);
        if (value == null || value.isBlank()) {
            throw new IllegalStateException(name + " is not set; nothing was migrated");
        }
        return value;
    }
}
