package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Terminal terminal(boolean interactive) {
        return new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                interactive);
    }

    @Test
    void jsonIsOneUtf8DocumentWhateverWasSaidBefore() {
        Terminal terminal = terminal(true);
        terminal.progress("measuring", 0.5);
        terminal.note("a sentence");
        terminal.json(Map.of("name", "Zürich \u2028"));
        try (var reader = Json.createReader(new ByteArrayInputStream(out.toByteArray()))) {
            assertThat(reader.readObject().getString("name")).isEqualTo("Zürich \u2028");
        }
    }

    @Test
    void aTerminalGetsABarThatIsRemovedBeforeTheNextLine() {
        Terminal terminal = terminal(true);
        terminal.progress("measuring", 0.5);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("\r")
                .contains("###")
                .contains("50 %");
        terminal.note("done");
        assertThat(err.toString(StandardCharsets.UTF_8)).endsWith("\rassay: done\n");
    }

    @Test
    void aLogGetsOneLinePerPhaseAndNoBar() {
        Terminal terminal = terminal(false);
        terminal.progress("measuring", "1 s", 0.1);
        terminal.progress("measuring", "2 s", 0.2);
        terminal.progress("memory", 0.9);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("assay: measuring\nassay: memory\n");
    }
}
