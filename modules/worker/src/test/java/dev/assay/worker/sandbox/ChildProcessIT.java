package dev.assay.worker.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.worker.sandbox.ChildProcess.Cause;
import dev.assay.worker.sandbox.ChildProcess.Ending;
import dev.assay.worker.sandbox.ChildProcess.Terms;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class ChildProcessIT {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private Ending run(String script, Terms terms) throws Exception {
        return ChildProcess.run(List.of("sh", "-c", script), Map.of("PATH", "/usr/bin:/bin"), terms, lines::add);
    }

    @Test
    void givesLinesExitCodeAndTheEndOfTheErrors() throws Exception {
        Ending ending = run(
                "echo one; echo two; printf '\\033[31mbad\\007\\n' >&2; exit 7",
                new Terms(20_000, 1 << 20, () -> false));
        assertThat(ending).isEqualTo(new Ending(Cause.ENDED, 7, "bad\n"));
        assertThat(lines).containsExactly("one", "two");
    }

    @Test
    void theEnvironmentIsOnlyWhatWasGiven() throws Exception {
        run("env", new Terms(20_000, 1 << 20, () -> false));
        assertThat(lines).allMatch(line -> line.matches("(PATH|PWD|SHLVL|_)=.*"));
    }

    @Test
    void isKilledWhenItsTimeIsOver() throws Exception {
        assertThat(run("trap '' TERM; sleep 60", new Terms(200, 1 << 20, () -> false))
                        .cause())
                .isEqualTo(Cause.WALL_CLOCK);
    }

    @Test
    void isKilledWhenItWritesTooMuch() throws Exception {
        assertThat(run("while :; do echo spam; done", new Terms(20_000, 10_000, () -> false))
                        .cause())
                .isEqualTo(Cause.TOO_MUCH_OUTPUT);
        assertThat(lines).hasSizeLessThan(10_000);
    }

    @Test
    void isAskedBeforeItIsForced() throws Exception {
        Ending ending = run("read word; echo got $word; exit 5", new Terms(20_000, 1 << 20, () -> true));
        assertThat(ending.cause()).isEqualTo(Cause.CANCELLED);
        assertThat(ending.exitCode()).isEqualTo(5);
        assertThat(lines).containsExactly("got cancel");
    }
}
