package dev.assay.db;

import org.flywaydb.core.Flyway;

/** Brings a database to the schema of this build. Nothing else ever changes the schema. */
public final class Migrations {
    private Migrations() {}

    /**
     * Applies the migrations that the database does not have yet, each in a transaction of its own.
     *
     * @param url JDBC address of a PostgreSQL database
     * @return how many migrations were applied
     * @throws org.flywaydb.core.api.FlywayException when the database cannot be reached, or a migration failed or was
     *     altered after it had been applied; a failed migration leaves the schema as it was before it
     */
    public static int migrate(String url, String user, String password) {
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(url, user, password)
                .locations("classpath:db/migration")
                .validateMigrationNaming(true)
                .connectRetries(10)
                .load()
                .migrate()
                .migrationsExecuted;
    }
}
