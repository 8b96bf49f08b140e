package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int assay(String... arguments) {
        return Main.run(arguments, out, err);
    }

    @Test
    void anUnknownCommandIsBadInputAndLeavesStandardOutputAlone() {
        assertThat(assay("nonsense")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("nonsense");
    }

    @Test
    void helpListsTheCommandsOfTheContract() {
        assertThat(assay("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("test");
    }

    @Test
    void testPointsToTheScriptOfTheCheckout() {
        assertThat(assay("test")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("./assay test");
    }
}
