package dev.assay.portal.guidance;

import dev.assay.portal.Database;
import dev.assay.portal.models.Models;
import java.time.Instant;
import java.time.InstantSource;

/** The boundaries of this package outside of a container, on a fixed day. */
@SuppressWarnings("UnnecessaryAssignment") // there is no container that would inject
public final class GuidanceFixture {
    /** When decisions are made. */
    public static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    private GuidanceFixture() {}

    public static Guidance guidance(Database database, Models models) {
        Guidance guidance = new Guidance();
        guidance.models = models;
        guidance.time = InstantSource.fixed(NOW);
        guidance.measured = new MeasuredRuns();
        guidance.measured.database = database;
        return guidance;
    }

    public static Decisions decisions(Database database, Guidance guidance) {
        Decisions decisions = new Decisions();
        decisions.database = database;
        decisions.guidance = guidance;
        decisions.time = InstantSource.fixed(NOW);
        return decisions;
    }
}
