package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script is loaded by a real bash and asked what it would offer. */
class CompletionIT {
    @Test
    void bashOffersCommandsAndOptions(@TempDir Path directory) throws IOException, InterruptedException {
        assertThat(offers(directory, "assay", "be")).contains("bench");
        assertThat(offers(directory, "assay", "bench", "--ti")).contains("--tier");
        assertThat(offers(directory, "assay", "nonsense-")).isBlank();
    }

    private static String offers(Path directory, String... words) throws IOException, InterruptedException {
        ByteArrayOutputStream script = new ByteArrayOutputStream();
        assertThat(Main.run(new String[] {"completion"}, script, new ByteArrayOutputStream()))
                .isZero();
        Path file = directory.resolve("completion.bash");
        Files.write(file, script.toByteArray());
        String question = "source " + file + "\nCOMP_WORDS=(" + String.join(" ", words) + ")\nCOMP_CWORD="
                + (words.length - 1) + "\n_complete_assay\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n";
        Process bash = new ProcessBuilder("bash", "--norc", "-c", question)
                .redirectErrorStream(true)
                .start();
        String answer = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(answer).isZero();
        return answer;
    }
}
