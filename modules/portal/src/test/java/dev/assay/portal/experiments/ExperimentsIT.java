package dev.assay.portal.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.guidance.ExperimentChange;
import dev.assay.guidance.Objectives;
import dev.assay.guidance.why.Reason;
import dev.assay.onnx.OnnxModel;
import dev.assay.portal.Database;
import dev.assay.portal.Page;
import dev.assay.portal.Refusal;
import dev.assay.portal.Samples;
import dev.assay.portal.Surroundings;
import dev.assay.portal.TestDatabase;
import dev.assay.portal.datasets.DatasetView;
import dev.assay.portal.datasets.Datasets;
import dev.assay.portal.datasets.DatasetsFixture;
import dev.assay.portal.models.ModelView;
import dev.assay.portal.models.ModelsFixture;
import dev.assay.portal.queue.QueueFixture;
import dev.assay.portal.queue.RunState;
import dev.assay.protocol.Assignment;
import dev.assay.protocol.CalibrationRef;
import dev.assay.protocol.FailureClass;
import dev.assay.protocol.JobLimits;
import dev.assay.protocol.JobSpec;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.MeasurementDetails;
import dev.assay.protocol.MeasurementDetails.NodeTime;
import dev.assay.protocol.MeasurementDetails.OptimizedGraph;
import dev.assay.protocol.MeasurementDetails.Profile;
import dev.assay.protocol.SchemeSpec;
import dev.assay.quantization.Quantizer;
import dev.assay.quantization.Scheme;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExperimentsIT {
    private static final Path ZOO = Path.of("..", "content", "target", "zoo");
    private static final List<SchemeSpec> BOTH = List.of(SchemeSpec.of("fp32"), SchemeSpec.of("int8-dynamic"));
    private static final List<SchemeSpec> STATIC = List.of(SchemeSpec.of("int8-static"));
    private static final Objectives GOALS = new Objectives(null, null, 20.0, null, 0.98, null, null);

    @TempDir
    static Path data;

    private TestDatabase transactions;
    private QueueFixture queue;
    private Experiments experiments;
    private ExperimentDiffs diffs;
    private JudgingDesk desk;
    private RegeneratedModels regenerated;
    private Datasets datasets;
    private RunGraphs graphs;
    private UUID ada;
    private UUID board;

    @BeforeAll
    static void builtInModels() throws Exception {
        ModelsFixture.seed(TestDatabase.empty().database(), surroundings(), ZOO);
    }

    private static Surroundings surroundings() {
        return Surroundings.of(Map.of("ASSAY_DATA", data.toString(), "ASSAY_RUNS_PER_ACCOUNT", "6"));
    }

    @BeforeEach
    void portalWithOneBoard() {
        transactions = TestDatabase.emptyBut(List.of("blob", "model", "builtin_model"));
        Database database = transactions.database();
        ExperimentsFixture portal = new ExperimentsFixture(transactions, surroundings());
        queue = portal.queue;
        datasets = portal.datasets;
        experiments = portal.experiments;
        diffs = portal.diffs;
        desk = portal.desk;
        regenerated = portal.regenerated;
        graphs = portal.graphs;
        ada = Samples.account(database, "ada");
        board = Samples.device(database, "board");
    }

    @Test
    void aRunIsExplainedAndDrawnFromWhatIsStored() throws Exception {
        ExperimentView asked = create(request(BOTH, List.of("board")), "why");
        Assignment fp32 = queue.take(board);
        String original = fp32.spec().model().sha256();
        finish(fp32, Samples.measurement(original, 1000, 2_000_000, 600, 1));
        Assignment int8 = queue.take(board);
        MeasurementDetails details = MeasurementDetails.NONE.withInsight(
                new OptimizedGraph(
                        Map.of("com.microsoft.DynamicQuantizeMatMul", 2),
                        Map.of("com.microsoft.DynamicQuantizeMatMul", 2),
                        Map.of()),
                new Profile(
                        5,
                        List.of(new NodeTime(
                                "n", "com.microsoft.DynamicQuantizeMatMul", "CPU", 900, List.of(), "int8"))));
        finish(
                int8,
                Samples.with(
                        Samples.measurement("cd".repeat(32), 1000, 1_000_000, 600, 2),
                        new Measurement.QuantizationSummary(1, 2, 0, List.of()),
                        details));
        List<RunView> runs = find(asked).runs();
        assertThat(runs.get(0).why()).isEmpty();
        assertThat(runs.get(1).why()).extracting(Reason::code).contains("fused-int8");
        assertThat(runs.get(1).why().getFirst().sentence()).startsWith("2x as fast as fp32: 2 of 2 products");
        assertThat(experiments.run(runs.get(1).id()).orElseThrow().why())
                .isEqualTo(runs.get(1).why());
        GraphView graph = graphs.of(runs.get(1).id(), 3_000);
        assertThat(graph.nodes()).hasSize(graph.totalNodes()).isNotEmpty();
        assertThat(graph.joinedShare()).isZero();
        assertThatThrownBy(() -> graphs.of(runs.get(1).id(), 0)).isInstanceOf(Refusal.class);
    }

    @Test
    void fromTheQuestionToTheVerdict() throws Exception {
        ExperimentView asked = create(request(BOTH, List.of("board")), "key");
        assertThat(asked.state()).isEqualTo(ExperimentState.QUEUED);
        assertThat(asked.advice().ruleSet()).isNotBlank();
        assertThat(asked.advice().trace()).isNotEmpty();
        assertThat(asked.judgement()).isNull();
        assertThat(asked.remainingSeconds()).isEqualTo(50);
        assertThat(asked.runs()).extracting(run -> run.scheme().name()).containsExactly("fp32", "int8-dynamic");
        assertThat(asked.runs().get(1).job().place().ahead()).isEqualTo(1);
        assertThat(desk.waiting()).isEmpty();

        Assignment fp32 = queue.take(board);
        assertThat(fp32.spec().workload().dataset()).isNotNull();
        String original = fp32.spec().model().sha256();
        finish(fp32, Samples.measurement(original, 1000, 2_000_000, 600, 1));
        assertThat(find(asked).state()).isEqualTo(ExperimentState.RUNNING);
        assertThat(find(asked).progress()).isEqualTo(0.5);

        Assignment int8 = queue.take(board);
        Scheme scheme =
                Scheme.parse(int8.spec().scheme().name(), int8.spec().scheme().options());
        OnnxModel quantized = Quantizer.quantize(OnnxModel.read(ZOO.resolve("digits-mlp.onnx")), scheme)
                .model();
        finish(int8, Samples.measurement(quantized.sha256(), quantized.sizeBytes(), 1_000_000, 600, 2));
        assertThat(desk.waiting()).containsExactly(asked.id());
        transactions.in(() -> {
            desk.judgeOnce(asked.id());
            return null;
        });
        assertThat(desk.waiting()).isEmpty();

        ExperimentView done = find(asked);
        assertThat(done.state()).isEqualTo(ExperimentState.DONE);
        assertThat(done.judgement().objectives().met()).isTrue();
        assertThat(done.judgement().sentence()).contains("int8-dynamic");
        assertThat(done.judgement().comparisons().getFirst().speedUp().ratio()).isBetween(1.9, 2.1);
        RunView run = done.runs().get(1);
        assertThat(run.latency().medianMs()).isBetween(0.98, 1.02);
        assertThat(run.latency().p99().ms()).isNull();
        assertThat(run.job().history()).extracting(change -> change.state()).endsWith(RunState.SUCCEEDED);
        assertThat(experiments.samples(run.id())).hasSize(600);
        assertThat(regenerated.of(run.id()).bytes()).isEqualTo(quantized.toBytes());
        assertThat(regenerated.of(done.runs().getFirst().id()).sha256()).isEqualTo(original);
        assertThat(regenerated.stored(done.runs().getFirst().id()).orElseThrow().sha256())
                .isEqualTo(original);
        assertThat(regenerated.stored(run.id())).isEmpty();
    }

    @Test
    void theSameKeyAndQuestionIsTheSameExperiment() {
        ExperimentView first = create(request(BOTH, List.of("board")), "key");
        assertThat(create(request(BOTH, List.of("board")), "key").id()).isEqualTo(first.id());
        assertRefused("IDEMPOTENCY_CONFLICT", request(List.of(SchemeSpec.of("fp32")), List.of("board")), "key");
        assertThat(create(request(BOTH, List.of("board")), null).id()).isNotEqualTo(first.id());
    }

    @Test
    void anAccountHasALimitAndCancelledRunsFreeIt() {
        ExperimentView first = create(request(BOTH, List.of("board")), null);
        create(request(BOTH, List.of("board")), null);
        create(request(BOTH, List.of("board")), null);
        assertRefused("TOO_MANY_RUNS", request(BOTH, List.of("board")), null);
        UUID bob = Samples.account(transactions.database(), "bob");
        assertThatThrownBy(() -> transactions.in(() -> experiments.cancel(first.id(), bob, false)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("ada");
        ExperimentView canceled = transactions.in(() -> experiments.cancel(first.id(), ada, false));
        assertThat(canceled.state()).isEqualTo(ExperimentState.CANCELED);
        transactions.in(() -> {
            desk.judge(first.id());
            return null;
        });
        assertThat(find(canceled).judgement().objectives().met()).isFalse();
        assertThat(find(canceled).judgement().sentence()).contains("was cancelled");
        assertThat(create(request(BOTH, List.of("board")), null).state()).isEqualTo(ExperimentState.QUEUED);
    }

    @Test
    void aFailedRunIsToldInASentenceAndTheOthersGoOn() {
        ExperimentView asked = create(request(BOTH, List.of("board")), null);
        Assignment first = queue.take(board);
        queue.deliver(board, first.jobId(), 1, QueueFixture.failure(1, FailureClass.MODEL, "TIMEOUT"));
        Assignment second = queue.take(board);
        finish(second, Samples.measurement(second.spec().model().sha256(), 10, 1_000_000, 100, 1));
        ExperimentView done = find(asked);
        assertThat(done.state()).isEqualTo(ExperimentState.DONE);
        assertThat(done.runs().getFirst().job().failure().message())
                .contains("took longer")
                .contains("not affected");
        assertThat(done.runs().getFirst().measurement()).isNull();
    }

    @Test
    void listsAreNewestFirstFilteredAndPaged() {
        ExperimentView first = create(request(BOTH, List.of("board")), null);
        ExperimentView second = create(request(List.of(SchemeSpec.of("fp32")), List.of("board")), null);
        Page<ExperimentCard> page = transactions.in(() -> experiments.list(ExperimentFilter.ALL, null, 1));
        assertThat(page.items()).extracting(ExperimentCard::id).containsExactly(second.id());
        assertThat(experiments.list(ExperimentFilter.ALL, page.next(), 1).items())
                .extracting(ExperimentCard::id)
                .containsExactly(first.id());
        assertThat(experiments
                        .list(new ExperimentFilter(ada, "digits-mlp", "Board"), null, 10)
                        .items())
                .hasSize(2);
        assertThat(experiments
                        .list(new ExperimentFilter(null, "fashion-cnn", null), null, 10)
                        .items())
                .isEmpty();
        assertThat(first.runs()).hasSize(2);
    }

    @Test
    void rerunAsksTheSameAgain() {
        ExperimentView first = create(request(BOTH, List.of("board")), null);
        ExperimentView again = transactions.in(() -> experiments.rerun(first.id(), ada));
        assertThat(again.rerunOf()).isEqualTo(first.id());
        assertThat(again.objectives()).isEqualTo(first.objectives());
        assertThat(again.workload()).isEqualTo(first.workload());
        assertThat(again.runs())
                .extracting(RunView::scheme)
                .isEqualTo(first.runs().stream().map(RunView::scheme).toList());
    }

    @Test
    void twoExperimentsAreHeldAgainstEachOther() {
        ExperimentView first = create(request(BOTH, List.of("board")), null);
        Assignment fp32 = queue.take(board);
        finish(fp32, Samples.measurement(fp32.spec().model().sha256(), 1000, 2_000_000, 600, 1));
        Assignment int8 = queue.take(board);
        finish(int8, Samples.measurement("c".repeat(64), 500, 1_000_000, 600, 2));
        ExperimentView second = transactions.in(() -> experiments.rerun(first.id(), ada));
        fp32 = queue.take(board);
        finish(fp32, Samples.measurement(fp32.spec().model().sha256(), 1000, 3_000_000, 600, 3));
        queue.deliver(board, queue.take(board).jobId(), 1, QueueFixture.failure(1, FailureClass.MODEL, "OOM"));
        ExperimentDiff diff = transactions.in(() -> diffs.between(first.id(), second.id()));
        assertThat(diff.notes()).isEmpty();
        assertThat(diff.changes())
                .extracting(ExperimentChange::kind)
                .containsExactly(ExperimentChange.Kind.REGRESSION, ExperimentChange.Kind.NOW_FAILS);
        assertThat(diff.changes().getFirst().ratio().ratio()).isBetween(1.45, 1.55);
        assertThat(diff.count(ExperimentChange.Kind.NOW_FAILS)).isEqualTo(1);
    }

    @Test
    void comparingNamesWhatDiffersBesidesTheScheme() {
        UUID other = Samples.device(transactions.database(), "other");
        ExperimentView asked = create(request(List.of(SchemeSpec.of("fp32")), List.of("board", "other")), null);
        for (UUID device : List.of(board, other)) {
            Assignment work = queue.take(device);
            Measurement m = Samples.measurement(work.spec().model().sha256(), 10, 1_000_000, 100, 1);
            queue.deliver(device, work.jobId(), 1, QueueFixture.success(1, m));
        }
        Comparison comparison = transactions.in(
                () -> experiments.compare(asked.runs().stream().map(RunView::id).toList()));
        assertThat(comparison.runs()).hasSize(2);
        assertThat(comparison.differences()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void whatCannotBeMeasuredIsRefusedBeforeAnythingIsStored(String code, NewExperiment request) {
        assertRefused(code, request, null);
        assertThat(transactions.database().list("select id from job", row -> row.getString(1)))
                .isEmpty();
    }

    static Stream<Arguments> nonsense() {
        NewExperiment good = request(BOTH, List.of("board"));
        return Stream.of(
                Arguments.of("NOT_FOUND", with(good, "no-such-model", good.workload(), GOALS, null)),
                Arguments.of("UNKNOWN_SCHEME", request(List.of(SchemeSpec.of("int3")), List.of("board"))),
                Arguments.of(
                        "SAME_SCHEME_TWICE",
                        request(List.of(SchemeSpec.of("fp32"), SchemeSpec.of("fp32")), List.of("board"))),
                Arguments.of("UNKNOWN_DEVICE", request(BOTH, List.of("nowhere"))),
                Arguments.of("BAD_COUNT", request(List.of(), List.of("board"))),
                Arguments.of("BAD_COUNT", request(BOTH, List.of())),
                Arguments.of("UNKNOWN_PROFILE", with(good, "digits-mlp", good.workload(), GOALS, "abacus")),
                Arguments.of(
                        "BAD_OBJECTIVE",
                        with(
                                good,
                                "digits-mlp",
                                good.workload(),
                                new Objectives(null, null, -1.0, null, null, null, null),
                                null)),
                Arguments.of("UNKNOWN_TIER", with(good, "digits-mlp", workload("eternal", 1, Map.of()), GOALS, null)),
                Arguments.of("BAD_THREADS", with(good, "digits-mlp", workload("rapid", 0, Map.of()), GOALS, null)),
                Arguments.of(
                        "UNKNOWN_DIMENSION",
                        with(good, "digits-mlp", workload("rapid", 1, Map.of("time", 3L)), GOALS, null)),
                Arguments.of(
                        "BAD_DIMENSION",
                        with(
                                good,
                                "all-minilm-l6-v2",
                                workload("rapid", 1, Map.of("sequence_length", 1L << 40)),
                                GOALS,
                                null)),
                Arguments.of(
                        "BAD_DIMENSION",
                        with(
                                good,
                                "all-minilm-l6-v2",
                                workload("rapid", 1, Map.of("batch_size", 65_536L, "sequence_length", 65_536L)),
                                GOALS,
                                null)),
                Arguments.of(
                        "UNKNOWN_SCENARIO",
                        with(
                                good,
                                "digits-mlp",
                                new WorkloadChoice("rapid", 1, Map.of(), Map.of(), null, null, "juggling"),
                                GOALS,
                                null)),
                Arguments.of(
                        "BAD_WORKLOAD",
                        with(
                                good,
                                "digits-mlp",
                                new WorkloadChoice("rapid", 1, Map.of(), Map.of(), null, null, "server"),
                                GOALS,
                                null)),
                Arguments.of("UNKNOWN_SCHEME", request(List.of(auto("goal", "prettiest")), List.of("board"))),
                Arguments.of("UNKNOWN_SCHEME", request(List.of(auto("minFidelity", "1.5")), List.of("board"))),
                Arguments.of("UNKNOWN_SCHEME", request(List.of(auto("speed", "9")), List.of("board"))),
                Arguments.of("SAME_SCHEME_TWICE", calibrated(BOTH, null, SchemeSpec.of("fp32"))),
                Arguments.of("BAD_VERSUS", calibrated(BOTH, null, SchemeSpec.of("auto"))),
                Arguments.of(
                        "NOT_FOUND", calibrated(STATIC, new CalibrationChoice("no-such-dataset", null, null), null)),
                Arguments.of("BAD_EXAMPLES", calibrated(STATIC, new CalibrationChoice(null, 0, null), null)),
                Arguments.of("BAD_EXAMPLES", calibrated(STATIC, new CalibrationChoice(null, 5000, null), null)));
    }

    private static SchemeSpec auto(String option, String value) {
        return new SchemeSpec("auto", Map.of(option, value));
    }

    private static NewExperiment calibrated(
            List<SchemeSpec> schemes, CalibrationChoice calibration, SchemeSpec versus) {
        return new NewExperiment(
                "digits-mlp", schemes, List.of("board"), null, GOALS, null, WorkloadChoice.RAPID, calibration, versus);
    }

    @Test
    void aSchemeThatLooksAtInputsGetsThoseOfTheModel() {
        ExperimentView asked = create(
                calibrated(
                        List.of(SchemeSpec.of("fp32"), SchemeSpec.of("int8-static"), SchemeSpec.of("auto")),
                        null,
                        null),
                null);
        assertThat(asked.calibration()).isEqualTo(new CalibrationChoice("digits-test", 128, 42L));
        JobSpec plain = queue.take(board).spec();
        assertThat(plain.calibration()).isNull();
        assertThat(plain.limits()).isEqualTo(JobLimits.of(plain.workload(), false));
        transactions.in(() -> queue.jobs.cancel(asked.runs().getFirst().id()));
        queue.deliver(board, asked.runs().getFirst().id().toString(), 1, QueueFixture.success(1));
        Assignment fixed = queue.take(board);
        CalibrationRef calibration = fixed.spec().calibration();
        assertThat(calibration.dataset().name()).isEqualTo("digits-test");
        assertThat(calibration.examples()).isEqualTo(128);
        assertThat(queue.leases
                        .artifact(fixed.jobToken(), calibration.dataset().data().sha256())
                        .bytes())
                .isEqualTo(calibration.dataset().data().bytes());
        queue.deliver(board, fixed.jobId(), 1, QueueFixture.failure(1, FailureClass.MODEL, "MESSAGE"));
        JobSpec search = queue.take(board).spec();
        assertThat(search.scheme().options()).containsEntry("goal", "fastest").containsEntry("minFidelity", "0.99");
        assertThat(search.calibration()).isEqualTo(calibration);
        assertThat(search.limits().wallSeconds()).isGreaterThan(plain.limits().wallSeconds());
    }

    @Test
    void aModelOfYourOwnNeedsADatasetOfYourOwn() {
        ModelView own = upload("own.onnx");
        NewExperiment request = with(calibrated(STATIC, null, null), own.card().sha256());
        assertRefused("NEEDS_CALIBRATION", request, null);
        DatasetView wrong = datasets.upload(DatasetsFixture.npz(8, "x", 64), "wrong", "npz", ada);
        assertRefused(
                "DATASET_MISFIT",
                with(
                        calibrated(STATIC, new CalibrationChoice(wrong.ref(), null, null), null),
                        own.card().sha256()),
                null);
        DatasetView text = datasets.upload(
                new ByteArrayInputStream("one\ntwo\n".getBytes(StandardCharsets.UTF_8)), "lines", "text", ada);
        assertRefused(
                "NEEDS_TOKENIZER",
                with(
                        calibrated(STATIC, new CalibrationChoice("lines", null, null), null),
                        own.card().sha256()),
                null);
        String input = own.facts().inputs().getFirst().name();
        DatasetView good = datasets.upload(DatasetsFixture.npz(8, input, 64), "good", "npz", ada);
        ExperimentView asked = create(
                with(
                        calibrated(STATIC, new CalibrationChoice("good", 4, 7L), null),
                        own.card().sha256()),
                null);
        assertThat(asked.calibration()).isEqualTo(new CalibrationChoice(good.ref(), 4, 7L));
        assertThat(datasets.find(good.ref(), null).orElseThrow().experiments()).isEqualTo(1);
        assertThatThrownBy(() -> transactions.in(() -> {
                    datasets.delete(good.ref(), ada, false);
                    return null;
                }))
                .isInstanceOf(Refusal.class)
                .extracting(e -> ((Refusal) e).code())
                .isEqualTo("DATASET_IN_USE");
        assertThat(text.examples()).isEqualTo(2);
        ExperimentView again = transactions.in(() -> experiments.rerun(asked.id(), ada));
        assertThat(again.calibration()).isEqualTo(asked.calibration());
    }

    @Test
    void aFileThatDependsOnCalibrationIsNotMadeUp() {
        ExperimentView asked = create(calibrated(STATIC, null, null), null);
        Assignment work = queue.take(board);
        finish(work, Samples.measurement("d".repeat(64), 10, 1_000_000, 100, 1));
        UUID run = asked.runs().getFirst().id();
        assertThat(regenerated.stored(run)).isEmpty();
        assertThatThrownBy(() -> regenerated.of(run))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("assay quantize --scheme int8-static");
    }

    @Test
    void twoSchemesInTurnsAreOneRun() {
        SchemeSpec versus = SchemeSpec.of("int8-dynamic");
        ExperimentView asked = create(calibrated(List.of(SchemeSpec.of("fp32")), null, versus), null);
        assertThat(asked.runs()).hasSize(1);
        assertThat(asked.versus().name()).isEqualTo("int8-dynamic");
        assertThat(asked.remainingSeconds()).isEqualTo(50);
        JobSpec spec = queue.take(board).spec();
        assertThat(spec.versus()).isEqualTo(asked.versus());
        assertThat(spec.limits()).isEqualTo(JobLimits.of(spec.workload(), true));
    }

    private ModelView upload(String name) {
        try {
            // Field 6 of the model is its documentation: another text is another model with the same graph.
            ByteArrayOutputStream model = new ByteArrayOutputStream();
            model.writeBytes(Files.readAllBytes(ZOO.resolve("digits-mlp.onnx")));
            byte[] text = name.getBytes(StandardCharsets.UTF_8);
            model.writeBytes(new byte[] {6 << 3 | 2, (byte) text.length});
            model.writeBytes(text);
            return ModelsFixture.models(transactions.database(), surroundings())
                    .upload(new ByteArrayInputStream(model.toByteArray()), name, ada);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static NewExperiment with(NewExperiment request, String model) {
        return new NewExperiment(
                model,
                request.schemes(),
                request.devices(),
                null,
                request.objectives(),
                null,
                request.workload(),
                request.calibration(),
                request.versus());
    }

    private static WorkloadChoice workload(String tier, int threads, Map<String, Long> dimensions) {
        return new WorkloadChoice(tier, threads, dimensions, Map.of(), null);
    }

    private static NewExperiment with(
            NewExperiment request, String model, WorkloadChoice workload, Objectives objectives, String target) {
        return new NewExperiment(model, request.schemes(), request.devices(), target, objectives, null, workload);
    }

    private static NewExperiment request(List<SchemeSpec> schemes, List<String> devices) {
        return new NewExperiment("digits-mlp", schemes, devices, "rpi5-hailo10h", GOALS, null, WorkloadChoice.RAPID);
    }

    private ExperimentView create(NewExperiment request, String key) {
        return transactions.in(() -> experiments.create(request, ada, key));
    }

    private ExperimentView find(ExperimentView view) {
        return transactions.in(() -> experiments.find(view.id())).orElseThrow();
    }

    private void finish(Assignment work, Measurement measurement) {
        queue.deliver(board, work.jobId(), work.epoch(), QueueFixture.success(work.epoch(), measurement));
    }

    private void assertRefused(String code, NewExperiment request, String key) {
        assertThatThrownBy(() -> create(request, key))
                .isInstanceOf(Refusal.class)
                .extracting(e -> ((Refusal) e).code())
                .isEqualTo(code);
    }
}
