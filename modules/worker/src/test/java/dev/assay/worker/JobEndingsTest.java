package dev.assay.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.protocol.Failure;
import dev.assay.protocol.FailureClass;
import dev.assay.protocol.JobLimits;
import dev.assay.protocol.Phase;
import dev.assay.worker.sandbox.ChildProcess.Cause;
import dev.assay.worker.sandbox.ChildProcess.Ending;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobEndingsTest {
    @ParameterizedTest
    @CsvSource({
        "WALL_CLOCK, 137, '', TIMEOUT, 300 s",
        "TOO_MUCH_OUTPUT, 137, '', OUTPUT, 64 MiB",
        "ENDED, 152, '', TIMEOUT, 600 s of processor time",
        "ENDED, 137, '', KILLED, killed from outside",
        "ENDED, 1, 'There is insufficient memory for the Java Runtime', OOM, memory",
        "ENDED, 134, 'what():  std::bad_alloc', OOM, memory",
        "ENDED, 1, '#  SIGFPE (0x8) at pc=0x00007f', CRASH, with SIGFPE while measuring",
        "ENDED, 1, '', CRASH, with code 1",
    })
    void everyEndingHasItsCode(Cause cause, int exitCode, String errorText, String code, String words) {
        Failure failure =
                JobEndings.explain(new Ending(cause, exitCode, errorText), true, Phase.MEASURING, JobLimits.DEFAULT);
        assertThat(failure.failureClass()).isEqualTo(FailureClass.MODEL);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.message()).contains(words).endsWith(".");
    }

    @Test
    void aProcessThatNeverStartedIsNotTheModelsFault() {
        Failure failure = JobEndings.explain(
                new Ending(Cause.ENDED, 1, "bwrap: No permissions"), false, Phase.LOADING, JobLimits.DEFAULT);
        assertThat(failure.failureClass()).isEqualTo(FailureClass.INFRA);
        assertThat(failure.code()).isEqualTo("SANDBOX");
        assertThat(failure.message()).contains("bwrap: No permissions");
    }
}
