package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.guidance.Advice;
import dev.assay.protocol.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdviseCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void theSentenceComesFirstThenReasonsThenTheTree() {
        assertThat(run("onDevice=yes", "task=vision", "powerWatts=5 W at the wall", "vendorToolchain=yes"))
                .isZero();
        String text = text(out);
        assertThat(text).startsWith("Hailo-8 is the first candidate (R5)");
        assertThat(text)
                .contains("What would change the answer", "14.6 W would bring back SiMa")
                .contains("What the answers point to", "`- R5", "powerWatts = 5 W (your answer)")
                .contains("Rule set 2026-11-20");
        assertThat(text(err)).isEmpty();
    }

    @Test
    void jsonIsOneDocumentAndMarkdownARecord() {
        assertThat(run("--json", "needsFlexibility=yes")).isZero();
        Advice advice = Wire.read(text(out), Advice.class);
        assertThat(advice.recommended().getFirst().profileId()).isEqualTo("b200-sxm");
        out.reset();
        assertThat(run("--markdown", "needsFlexibility=yes", "sloMs=0.02 s")).isZero();
        assertThat(text(out))
                .startsWith("# Which hardware fits")
                .contains("| sloMs | 20 ms |", "## Every rule, in order");
        assertThat(run("--markdown", "--json")).isEqualTo(ExitCode.BAD_INPUT);
    }

    @Test
    void answersComeFromAFileAndThoseOfTheLineWin(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("in.json"), "{\"onDevice\": true, \"powerWatts\": \"60 W\"}");
        assertThat(run("--json", "--inputs", file.toString(), "powerWatts=5")).isZero();
        assertThat(text(out)).contains("above the budget of 5 W");
        assertThat(run("--inputs", directory.resolve("none").toString())).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(text(err)).contains("There is no file");
    }

    @Test
    void absurdAnswersAreBadInputAndConstraintsThatNothingMeetsAreObjectivesNotMet() {
        assertThat(run("sloMs=5 W")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(text(err)).contains("unit of power").contains("--questions");
        assertThat(run("placement=device", "cuda=hard", "powerWatts=1 mW")).isEqualTo(ExitCode.OBJECTIVES_NOT_MET);
        assertThat(text(out)).contains("No known hardware", "Smallest changes with which something would fit");
        assertThat(run("model=all-minilm-l6-v2")).isEqualTo(ExitCode.BAD_INPUT);
    }

    @Test
    void anEarlierRuleSetCanBeAsked() {
        assertThat(run("--rules", "as-published", "onDevice=yes", "task=vision", "powerWatts=5"))
                .isZero();
        assertThat(text(out)).startsWith("SiMa.ai MLSoC (Gen 1) is the first choice (R5)");
        assertThat(run("--rules", "nobody")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(run("--questions")).isZero();
        assertThat(text(out)).contains("powerWatts, in W");
    }

    private int run(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "advise";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Main.run(all, out, err);
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
