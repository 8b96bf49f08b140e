package dev.assay.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.protocol.JobResult;
import dev.assay.protocol.JobSpec;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.Outcome;
import dev.assay.protocol.Phase;
import dev.assay.protocol.SandboxLevel;
import dev.assay.protocol.Wire;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobRunnerIT {
    @TempDir
    static Path directory;

    static JobRunner runner;

    @BeforeAll
    static void open() throws Exception {
        runner = JobRunner.open(directory.resolve("runner"));
    }

    @Test
    void measuresASmallModel() throws Exception {
        Path file = TestModels.write(directory, TestModels.perceptron(0));
        List<JobProgress> progress = Collections.synchronizedList(new ArrayList<>());
        JobResult result =
                runner.run(3, TestModels.spec(file, "fp32", 60), JobFiles.of(file), progress::add, new Cancellation());
        assertThat(result.outcome()).as("%s", result.failure()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(result.epoch()).isEqualTo(3);
        Measurement measurement = result.measurement();
        assertThat(measurement.modelSha256())
                .isEqualTo(TestModels.artifact(file).sha256());
        assertThat(measurement.latencyNanos()).hasSizeGreaterThanOrEqualTo(64);
        assertThat(measurement.memory().peakRssBytes())
                .isGreaterThanOrEqualTo(measurement.memory().baselineRssBytes());
        assertThat(measurement.fidelity()).isNull();
        assertThat(measurement.environment().inputShapes()).containsExactly("x=1x16");
        assertThat(measurement.environment().sandbox())
                .isEqualTo(runner.capabilities().sandbox());
        assertThat(progress.stream().map(JobProgress::phase))
                .contains(Phase.LOADING, Phase.WARMING_UP, Phase.MEASURING, Phase.MEMORY, Phase.PROFILING);
        assertThat(measurement.details().graph().ops())
                .containsEntry("MatMul", 2)
                .containsEntry("Relu", 1);
        assertThat(measurement.details().profile().nodes())
                .extracting(node -> String.join("+", node.sources()))
                .containsExactly("MatMul_hidden", "Relu_active", "MatMul_logits");
        assertThat(progress).isSortedAccordingTo((a, b) -> Double.compare(a.progress(), b.progress()));
        assertThat(Wire.read(Wire.write(result), JobResult.class)).isEqualTo(result);
    }

    @Test
    void theSameSeedFeedsTheSameInputs() throws Exception {
        Path file = TestModels.write(directory, TestModels.perceptron(0));
        JobSpec spec = TestModels.spec(file, "fp32", 60);
        String first = inputsOf(spec, file);
        assertThat(inputsOf(spec, file)).isEqualTo(first);
    }

    private static String inputsOf(JobSpec spec, Path file) throws InterruptedException {
        JobResult result = runner.run(1, spec, JobFiles.of(file), progress -> {}, new Cancellation());
        return result.measurement().environment().inputsSha256();
    }

    @Test
    void aJobIsCancelledWhileItMeasures() throws Exception {
        Path file = TestModels.write(directory, TestModels.perceptron(0));
        Cancellation cancellation = new Cancellation();
        AtomicReference<Phase> reached = new AtomicReference<>(Phase.DOWNLOADING);
        JobResult result = runner.run(
                1,
                TestModels.spec(file, "fp32", 60),
                JobFiles.of(file),
                progress -> {
                    reached.set(progress.phase());
                    if (progress.phase() == Phase.MEASURING) {
                        cancellation.cancel();
                    }
                },
                cancellation);
        assertThat(result.outcome()).isEqualTo(Outcome.CANCELED);
        assertThat(reached.get()).isEqualTo(Phase.MEASURING);
        assertThat(directory.resolve("runner/jobs")).isEmptyDirectory();
    }

    @Test
    void aJobIsCancelledWhileItLoads() throws Exception {
        Path file = TestModels.write(directory, TestModels.loadsForMinutes());
        Cancellation cancellation = new Cancellation();
        JobResult result = runner.run(
                1,
                TestModels.spec(file, "fp32", 120),
                JobFiles.of(file),
                progress -> {
                    if (progress.phase() == Phase.LOADING) {
                        cancellation.cancel();
                    }
                },
                cancellation);
        assertThat(result.outcome()).isEqualTo(Outcome.CANCELED);
    }

    @Test
    void aWorkloadThatTheDeviceCannotRunIsRejected() throws Exception {
        Path file = TestModels.write(directory, TestModels.perceptron(0));
        JobSpec spec = TestModels.spec(file, "int3-magic", 60);
        JobResult result = runner.run(1, spec, JobFiles.of(file), progress -> {}, new Cancellation());
        assertThat(result.failure().code()).isEqualTo("REJECTED");
        assertThat(result.failure().message()).contains("int3-magic");
    }

    @Test
    void theSandboxLevelIsWhatThisMachineAllows() {
        if (runner.capabilities().sandbox() != SandboxLevel.BUBBLEWRAP) {
            assertThat(runner.sandboxCaveats()).isNotEmpty();
        } else {
            assertThat(runner.sandboxCaveats()).isEmpty();
        }
    }
}
