package dev.assay.worker;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.assay.protocol.FailureClass;
import dev.assay.protocol.JobResult;
import dev.assay.protocol.JobSpec;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that hang, exhaust memory, crash or compute nonsense: each gets its failure class, and the runner lives on. */
class BadModelsIT {
    @TempDir
    static Path directory;

    static JobRunner runner;

    @BeforeAll
    static void open() throws Exception {
        runner = JobRunner.open(directory.resolve("runner"));
    }

    private static JobResult run(ModelProto model, String scheme, int wallSeconds) throws InterruptedException {
        Path file = TestModels.write(directory, model);
        JobSpec spec = TestModels.spec(file, scheme, wallSeconds);
        JobResult result = runner.run(1, spec, JobFiles.of(file), progress -> {}, new Cancellation());
        assertThat(directory.resolve("runner/jobs")).isEmptyDirectory();
        return result;
    }

    private static void assertFailed(JobResult result, String code) {
        assertThat(result.outcome()).as("%s", result.failure()).isEqualTo(Outcome.FAILED);
        assertThat(result.failure().failureClass()).as("%s", result.failure()).isEqualTo(FailureClass.MODEL);
        assertThat(result.failure().code()).as("%s", result.failure()).isEqualTo(code);
        assertThat(result.failure().message()).doesNotContainPattern("\\p{Cntrl}");
    }

    @Test
    void aModelThatHangsAtLoadIsStopped() throws Exception {
        JobResult result = run(TestModels.loadsForMinutes(), "fp32", 4);
        assertFailed(result, "TIMEOUT");
        assertThat(result.failure().message()).contains("loading");
    }

    @Test
    void aModelThatHangsWhileRunningIsStopped() throws Exception {
        assertFailed(run(TestModels.loopsForEver(), "fp32", 4), "TIMEOUT");
    }

    @Test
    void aModelThatAsksForEightyGigabytesIsOutOfMemory() throws Exception {
        assertFailed(run(TestModels.allocates(20_000_000_000L), "fp32", 30), "OOM");
    }

    @Test
    void theSmallestIntegerDividedByMinusOneCrashesOnlyItsProcess() throws Exception {
        JobResult result = run(TestModels.integerDivision(Long.MIN_VALUE, -1), "fp32", 30);
        assertFailed(result, "CRASH");
        assertThat(result.failure().message()).contains("SIGFPE");
    }

    @Test
    void aDivisionByZeroIsAMessage() throws Exception {
        assertFailed(run(TestModels.integerDivision(1, 0), "fp32", 30), "MESSAGE");
    }

    @Test
    void anIndexOutOfRangeIsAMessage() throws Exception {
        assertFailed(run(TestModels.gather(1L << 40), "fp32", 30), "MESSAGE");
    }

    @Test
    void weightsThatAreNotNumbersAreMeasuredAndSaidToBeNotFinite() throws Exception {
        JobResult result = run(TestModels.perceptron(Float.NaN), "fp32", 60);
        assertThat(result.outcome()).as("%s", result.failure()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(result.measurement().validity().reasons()).anyMatch(reason -> reason.contains("NaN"));
        assertThat(result.measurement().validity().status()).isNotEqualTo(Measurement.Validity.Status.VALID);
    }

    @Test
    void aFileThatIsNoModelIsRejected() throws Exception {
        Path file = Files.writeString(directory.resolve("page.onnx"), "<html><body>Not found</body></html>");
        JobResult result =
                runner.run(1, TestModels.spec(file, "fp32", 30), JobFiles.of(file), progress -> {}, new Cancellation());
        assertFailed(result, "REJECTED");
    }
}
