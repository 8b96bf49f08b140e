package dev.assay.portal.runs;

import dev.assay.portal.Database;

/** The boundary of this package outside of a container. */
@SuppressWarnings("UnnecessaryAssignment") // there is no container that would inject
public final class RunsFixture {
    private RunsFixture() {}

    public static Runs runs(Database database) {
        Runs runs = new Runs();
        runs.database = database;
        return runs;
    }
}
