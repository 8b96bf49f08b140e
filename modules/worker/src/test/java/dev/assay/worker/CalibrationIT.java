package dev.assay.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.onnx.OnnxModel;
import dev.assay.protocol.CalibrationRef;
import dev.assay.protocol.DatasetRef;
import dev.assay.protocol.Failure;
import dev.assay.protocol.FailureClass;
import dev.assay.protocol.JobResult;
import dev.assay.protocol.JobSpec;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.MeasurementDetails;
import dev.assay.protocol.Outcome;
import dev.assay.protocol.Phase;
import dev.assay.protocol.SchemeSpec;
import dev.assay.protocol.Wire;
import dev.assay.protocol.Workload;
import dev.assay.worker.inputs.InputMaker;
import dev.assay.worker.inputs.InputSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Schemes that have to see inputs first, on the built-in models, through the whole job. */
class CalibrationIT {
    private static final Path ZOO = Path.of("../content/src/main/zoo").toAbsolutePath();
    private static final Path DIGITS = ZOO.resolve("digits-mlp.onnx");
    private static final Path FASHION = ZOO.resolve("fashion-cnn.onnx");
    private static final Path FASHION_DATA = ZOO.resolve("fashion-test.npz");

    @TempDir
    static Path directory;

    static JobRunner runner;

    @BeforeAll
    static void open() throws Exception {
        runner = JobRunner.open(directory.resolve("runner"));
    }

    private static DatasetRef dataset(Path data, @Nullable String metric) {
        return new DatasetRef(String.valueOf(data.getFileName()), "npz", TestModels.artifact(data), null, metric);
    }

    private static JobResult run(Path model, SchemeSpec scheme, @Nullable Path calibration, int examples)
            throws InterruptedException {
        JobSpec spec = new JobSpec(
                "test",
                TestModels.artifact(model),
                scheme,
                TestModels.workload(),
                TestModels.limits(120),
                calibration == null ? null : new CalibrationRef(dataset(calibration, null), examples, 3),
                null);
        JobFiles files =
                calibration == null ? JobFiles.of(model) : JobFiles.of(model).withCalibration(calibration, null);
        return runner.run(1, spec, files, progress -> {}, new Cancellation());
    }

    private static void assertRejected(JobResult result, String words) {
        Failure failure = result.failure();
        assertThat(failure).isNotNull();
        assertThat(failure.failureClass()).isEqualTo(FailureClass.MODEL);
        assertThat(failure.code()).isEqualTo("REJECTED");
        assertThat(failure.message()).contains(words).doesNotContain("\n").endsWith(".");
    }

    @Test
    void aSchemeThatHasToSeeInputsIsNotRunWithoutThem() throws Exception {
        assertRejected(run(DIGITS, SchemeSpec.of("int8-static"), null, 0), "Name a calibration dataset");
        assertRejected(
                run(DIGITS, new SchemeSpec("int4-weight-only", Map.of("rounding", "gptq")), null, 0),
                "Name a calibration dataset");
    }

    @Test
    void aStaticSchemeIsCalibratedOnOtherRowsThanFidelityIsMeasuredOn() throws Exception {
        DatasetRef labelled = dataset(FASHION_DATA, "top1");
        Workload workload = new Workload("single-stream", "rapid", 1, 7, Map.of(), Map.of(), labelled, 32);
        JobSpec spec = new JobSpec(
                "fashion-cnn",
                TestModels.artifact(FASHION),
                SchemeSpec.of("int8-static"),
                workload,
                TestModels.limits(120),
                new CalibrationRef(labelled, 48, 11),
                null);
        JobFiles files = new JobFiles(FASHION, FASHION_DATA, null).withCalibration(FASHION_DATA, null);
        List<Phase> phases = Collections.synchronizedList(new ArrayList<>());
        JobResult result = runner.run(1, spec, files, progress -> phases.add(progress.phase()), new Cancellation());
        assertThat(result.outcome()).as("%s", result.failure()).isEqualTo(Outcome.SUCCEEDED);
        Measurement measurement = result.measurement();
        assertThat(phases).contains(Phase.CALIBRATING);
        MeasurementDetails.Calibration calibration = measurement.details().calibration();
        assertThat(calibration.datasetSha256()).isEqualTo(labelled.data().sha256());
        assertThat(calibration.indices()).hasSize(48).doesNotHaveDuplicates();
        assertThat(calibration.seconds()).isPositive();
        InputSet fed = InputMaker.make(OnnxModel.read(FASHION), workload, FASHION_DATA, null);
        assertThat(calibration.indices()).doesNotContainAnyElementsOf(fed.rows());
        assertThat(measurement.quantization().notes()).anyMatch(note -> note.contains("3 BatchNormalization"));
        assertThat(measurement.details().layers())
                .extracting(MeasurementDetails.Layer::op)
                .contains("Conv", "Gemm");
        assertThat(measurement.details().layers())
                .allMatch(layer -> layer.outputCosine() == null || layer.outputCosine() > 0.9);
        assertThat(measurement.details().layers()).anyMatch(layer -> layer.outputSqnrDb() != null);
        assertThat(measurement.quantization().notes()).anyMatch(note -> note.startsWith("No layer that was compared"));
        assertThat(measurement.fidelity().cosine()).isGreaterThan(0.99);
        assertThat(measurement.modelBytes()).isLessThan(Files.size(FASHION) / 2);
        assertThat(Wire.read(Wire.write(result), JobResult.class)).isEqualTo(result);
    }

    @Test
    void aRewriteLeavesTheNewFileOrNothing() throws Exception {
        DatasetRef data = dataset(FASHION_DATA, null);
        JobSpec spec = new JobSpec(
                "fashion-cnn",
                TestModels.artifact(FASHION),
                SchemeSpec.of("int8-static"),
                TestModels.workload(),
                TestModels.limits(120),
                new CalibrationRef(data, 32, 1),
                null);
        Path out = Files.createDirectory(directory.resolve("rewritten"));
        Path target = out.resolve("fashion.int8.onnx");
        JobFiles files = JobFiles.of(FASHION).withCalibration(FASHION_DATA, null);
        Rewrite rewrite = runner.rewrite(spec, files, target, progress -> {}, new Cancellation());
        assertThat(rewrite).isInstanceOfSatisfying(Rewrite.Done.class, done -> {
            assertThat(done.sha256()).isEqualTo(TestModels.artifact(target).sha256());
            assertThat(done.seconds()).containsKeys("simplify", "calibrate", "quantize", "write");
        });
        OnnxModel written = OnnxModel.read(target);
        assertThat(written.proto().getMetadataPropsList())
                .filteredOn(entry -> entry.getKey().equals("assay.source.sha256"))
                .singleElement()
                .satisfies(entry -> assertThat(entry.getValue())
                        .isEqualTo(TestModels.artifact(FASHION).sha256()));
        Files.delete(target);
        Cancellation cancelled = new Cancellation();
        cancelled.cancel();
        assertThat(runner.rewrite(spec, files, target, progress -> {}, cancelled))
                .isInstanceOf(Rewrite.Canceled.class);
        assertThat(out).isEmptyDirectory();
    }

    @Test
    void aDatasetOfAnotherModelIsNotRun() throws Exception {
        assertRejected(run(DIGITS, SchemeSpec.of("int8-static"), FASHION_DATA, 32), "the model takes");
        Path page = Files.writeString(directory.resolve("page.npz"), "<html>");
        assertRejected(run(DIGITS, SchemeSpec.of("int8-static"), page, 32), "neither a directory nor a readable");
    }
}
