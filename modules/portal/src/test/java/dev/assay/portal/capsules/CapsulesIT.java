package dev.assay.portal.capsules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.guidance.Objectives;
import dev.assay.guidance.Replay;
import dev.assay.portal.Database;
import dev.assay.portal.Refusal;
import dev.assay.portal.Samples;
import dev.assay.portal.Surroundings;
import dev.assay.portal.TestDatabase;
import dev.assay.portal.datasets.DatasetsFixture;
import dev.assay.portal.experiments.CalibrationChoice;
import dev.assay.portal.experiments.ExperimentView;
import dev.assay.portal.experiments.ExperimentsFixture;
import dev.assay.portal.experiments.NewExperiment;
import dev.assay.portal.experiments.WorkloadChoice;
import dev.assay.portal.models.ModelsFixture;
import dev.assay.portal.queue.QueueFixture;
import dev.assay.protocol.ArtifactRef;
import dev.assay.protocol.Assignment;
import dev.assay.protocol.CalibrationRef;
import dev.assay.protocol.Capsule;
import dev.assay.protocol.DatasetRef;
import dev.assay.protocol.JobSpec;
import dev.assay.protocol.SchemeSpec;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("UnnecessaryAssignment") // there is no container that would inject
class CapsulesIT {
    private static final Path ZOO = Path.of("..", "content", "target", "zoo");

    @TempDir
    static Path data;

    private TestDatabase transactions;
    private ExperimentsFixture portal;
    private Capsules capsules;
    private UUID ada;
    private UUID board;
    private UUID other;

    @BeforeEach
    void portalWithTwoBoards() throws Exception {
        Surroundings surroundings = Surroundings.of(Map.of("ASSAY_DATA", data.toString()));
        transactions = TestDatabase.empty();
        Database database = transactions.database();
        ModelsFixture.seed(database, surroundings, ZOO);
        portal = new ExperimentsFixture(transactions, surroundings);
        capsules = new Capsules();
        capsules.database = database;
        capsules.experiments = portal.experiments;
        capsules.models = portal.models;
        capsules.datasets = portal.datasets;
        capsules.jobs = portal.queue.jobs;
        capsules.clock = () -> Instant.parse("2026-01-01T00:00:00Z");
        ada = Samples.account(database, "ada");
        board = Samples.device(database, "board");
        other = Samples.device(database, "other");
    }

    /** fp32 and int8-static on the first board, measured. */
    private ExperimentView measured(CalibrationChoice calibration) {
        ExperimentView asked = transactions.in(() -> portal.experiments.create(
                new NewExperiment(
                        "digits-mlp",
                        List.of(SchemeSpec.of("fp32"), SchemeSpec.of("int8-static")),
                        List.of("board"),
                        null,
                        Objectives.NONE,
                        null,
                        new WorkloadChoice("standard", 3, Map.of(), Map.of(), 11L),
                        calibration,
                        null),
                ada,
                null));
        run(board, 2_000_000, 1);
        run(board, 1_000_000, 2);
        return transactions.in(() -> portal.experiments.find(asked.id())).orElseThrow();
    }

    private JobSpec run(UUID device, long median, long seed) {
        Assignment work = portal.queue.take(device);
        String model =
                work.spec().scheme().name().equals("fp32") ? work.spec().model().sha256() : "c".repeat(64);
        portal.queue.deliver(
                device, work.jobId(), 1, QueueFixture.success(1, Samples.measurement(model, 100, median, 2000, seed)));
        return work.spec();
    }

    private byte[] export(ExperimentView view) {
        return transactions.in(() -> capsules.export(view.id())).bytes();
    }

    private ExperimentView replay(byte[] file, String device) {
        return transactions.in(() -> capsules.replay(file, device, null, ada));
    }

    private void refused(String code, byte[] file) {
        assertThatThrownBy(() -> replay(file, "other"))
                .isInstanceOf(Refusal.class)
                .extracting(e -> ((Refusal) e).code())
                .isEqualTo(code);
    }

    @Test
    void whatIsRepeatedElsewhereIsHeldAgainstTheFirst() {
        ExperimentView first = measured(new CalibrationChoice(null, 64, 7L));
        byte[] file = export(first);
        Capsule capsule = Capsule.read(file, 1 << 24);
        assertThat(capsule.modelSha256()).isEqualTo(first.modelSha256());
        assertThat(capsule.runs()).hasSize(2);
        assertThat(capsule.runs().getFirst().measurement().latencyNanos()).hasSize(2000);

        ExperimentView again = replay(file, "other");
        assertThat(again.calibration()).isEqualTo(first.calibration());
        assertThat(transactions.in(() -> capsules.compare(again.id())).pending())
                .isEqualTo(2);
        JobSpec fp32 = run(other, 2_010_000, 3);
        assertThat(fp32.workload()).isEqualTo(capsule.runs().getFirst().spec().workload());
        JobSpec fixed = run(other, 1_400_000, 4);
        assertThat(fixed.calibration()).isEqualTo(capsule.runs().get(1).spec().calibration());
        assertThat(fixed.scheme()).isEqualTo(capsule.runs().get(1).spec().scheme());

        ReplayView view = transactions.in(() -> capsules.compare(again.id()));
        assertThat(view.capsule()).isEqualTo(capsule.sha256());
        assertThat(view.runs())
                .extracting(Replay::outcome)
                .containsExactly(Replay.Outcome.SAME, Replay.Outcome.DIFFERENT);
        assertThat(view.runs().getFirst().withinPercent()).isLessThan(2);
        assertThat(view.runs().getFirst().differences()).isEmpty();
        assertThat(view.sentence()).startsWith("1 of 2");
        assertThatThrownBy(() -> transactions.in(() -> capsules.compare(first.id())))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("no capsule");
    }

    @Test
    void whatIsMissingHereIsNamedByItsHash() {
        ExperimentView first = measured(null);
        Capsule capsule = Capsule.read(export(first), 1 << 24);
        byte[] strange = Capsule.write(capsule.exported(), "e", "m", "d".repeat(64), 1, capsule.runs());
        refused("MODEL_MISSING", strange);
        assertThatThrownBy(() -> replay(strange, "other")).hasMessageContaining("d".repeat(64));
        Capsule.Run run = capsule.runs().get(1);
        JobSpec spec = run.spec();
        CalibrationRef elsewhere =
                new CalibrationRef(new DatasetRef("x", "npz", new ArtifactRef("e".repeat(64), 9), null, null), 64, 7);
        byte[] uncalibrated = Capsule.write(
                capsule.exported(),
                "e",
                "m",
                capsule.modelSha256(),
                1,
                List.of(new Capsule.Run(
                        "board",
                        new JobSpec(
                                spec.modelName(),
                                spec.model(),
                                spec.scheme(),
                                spec.workload(),
                                spec.limits(),
                                elsewhere,
                                null),
                        null,
                        null)));
        refused("CALIBRATION_MISSING", uncalibrated);
        refused("BAD_CAPSULE", new byte[] {1, 2, 3});
        refused("BAD_CAPSULE", Capsule.write(capsule.exported(), "e", "m", capsule.modelSha256(), 1, List.of()));
        assertThatThrownBy(() -> transactions.in(() -> capsules.replay(export(first), "other", "nowhere", ada)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("board");
    }

    @Test
    void anUploadedDatasetIsFoundByItsFile() {
        String input = portal.models
                .find("digits-mlp")
                .orElseThrow()
                .facts()
                .inputs()
                .getFirst()
                .name();
        portal.datasets.upload(DatasetsFixture.npz(70, input, 64), "mine", "npz", ada);
        byte[] file = export(measured(new CalibrationChoice("mine", 64, 7L)));
        UUID bob = Samples.account(transactions.database(), "bob");
        ExperimentView again = transactions.in(() -> capsules.replay(file, "other", "board", bob));
        assertThat(again.calibration().examples()).isEqualTo(64);
        assertThat(portal.datasets
                        .find(again.calibration().dataset(), null)
                        .orElseThrow()
                        .experiments())
                .isEqualTo(2);
    }

    @Test
    void anExperimentThatStillRunsHasNoCapsule() {
        ExperimentView open = transactions.in(() -> portal.experiments.create(
                new NewExperiment(
                        "digits-mlp",
                        List.of(SchemeSpec.of("fp32")),
                        List.of("board"),
                        null,
                        Objectives.NONE,
                        null,
                        WorkloadChoice.RAPID),
                ada,
                null));
        assertThatThrownBy(() -> export(open)).isInstanceOf(Refusal.class).hasMessageContaining("not ended");
    }
}
