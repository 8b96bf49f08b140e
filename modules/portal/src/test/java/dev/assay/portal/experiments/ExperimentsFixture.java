package dev.assay.portal.experiments;

import dev.assay.portal.Database;
import dev.assay.portal.Surroundings;
import dev.assay.portal.TestDatabase;
import dev.assay.portal.blobs.BlobsFixture;
import dev.assay.portal.claims.Claims;
import dev.assay.portal.claims.ClaimsFixture;
import dev.assay.portal.datasets.Datasets;
import dev.assay.portal.datasets.DatasetsFixture;
import dev.assay.portal.devices.DevicesFixture;
import dev.assay.portal.guidance.GuidanceFixture;
import dev.assay.portal.models.Models;
import dev.assay.portal.models.ModelsFixture;
import dev.assay.portal.queue.QueueFixture;

/** The boundaries of this package outside of a container, with all that they need. */
@SuppressWarnings("UnnecessaryAssignment") // there is no container that would inject
public final class ExperimentsFixture {
    public final QueueFixture queue;
    public final Models models;
    public final Datasets datasets;
    public final Experiments experiments = new Experiments();
    public final ExperimentDiffs diffs = new ExperimentDiffs();
    public final JudgingDesk desk = new JudgingDesk();
    public final RunGraphs graphs = new RunGraphs();
    public final RegeneratedModels regenerated = new RegeneratedModels();
    public final Claims claims;

    public ExperimentsFixture(TestDatabase transactions, Surroundings surroundings) {
        Database database = transactions.database();
        claims = ClaimsFixture.claims(database);
        queue = new QueueFixture(transactions, surroundings);
        models = ModelsFixture.models(database, surroundings);
        datasets = DatasetsFixture.datasets(database, surroundings);
        ExperimentRows rows = new ExperimentRows();
        rows.database = database;
        Measured measured = new Measured();
        measured.jobs = queue.jobs;
        ExperimentCheck check = new ExperimentCheck();
        check.models = models;
        check.devices = DevicesFixture.devices(database);
        check.guidance = GuidanceFixture.guidance(database, models);
        check.calibrations = new CalibrationCheck();
        check.calibrations.datasets = datasets;
        Judging judging = new Judging();
        judging.rows = rows;
        judging.jobs = queue.jobs;
        judging.measured = measured;
        judging.models = models;
        judging.guidance = check.guidance;
        judging.claimFacts = new ClaimFacts();
        judging.claimFacts.database = database;
        judging.claimFacts.jobs = queue.jobs;
        judging.claimFacts.claims = claims;
        experiments.rows = rows;
        experiments.check = check;
        experiments.jobs = queue.jobs;
        experiments.measured = measured;
        ModelSketches sketches = new ModelSketches();
        sketches.blobs = BlobsFixture.of(surroundings);
        Explanations explanations = new Explanations();
        explanations.rows = rows;
        explanations.sketches = sketches;
        experiments.explanations = explanations;
        graphs.rows = rows;
        graphs.measured = measured;
        graphs.sketches = sketches;
        experiments.guidance = check.guidance;
        experiments.judging = judging;
        experiments.surroundings = surroundings;
        diffs.experiments = experiments;
        desk.rows = rows;
        desk.judging = judging;
        regenerated.rows = rows;
        regenerated.jobs = queue.jobs;
        regenerated.blobs = BlobsFixture.of(surroundings);
    }
}
