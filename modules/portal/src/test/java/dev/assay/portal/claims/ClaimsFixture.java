package dev.assay.portal.claims;

import dev.assay.portal.Database;

/** The claims outside of a container. */
@SuppressWarnings("UnnecessaryAssignment") // there is no container that would inject
public final class ClaimsFixture {
    private ClaimsFixture() {}

    public static Claims claims(Database database) {
        ClaimRows rows = new ClaimRows();
        rows.database = database;
        Claims claims = new Claims();
        claims.rows = rows;
        return claims;
    }
}
