package dev.assay.cli;

import dev.assay.cli.rest.PortalRefused;
import dev.assay.guidance.Advice;
import dev.assay.guidance.Advisor;
import dev.assay.guidance.DecisionInput;
import dev.assay.guidance.HardwareProfiles;
import dev.assay.guidance.InvalidGuidanceInput;
import dev.assay.guidance.RuleSet;
import dev.assay.protocol.Wire;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code assay advise}: the decision with its trace. */
@Command(
        name = "advise",
        description = {
            "Say which hardware fits, from answers such as onDevice=yes powerWatts=10 sloMs=20.",
            "The rules come with the product; a portal is asked only when --portal names one."
        },
        mixinStandardHelpOptions = true)
final class AdviseCommand implements Callable<Integer> {
    private static final int ELIMINATED_SHOWN = 5;

    private final Terminal terminal;

    @Parameters(paramLabel = "NAME=ANSWER", arity = "0..*", description = "Answers; they win over those of the file.")
    private Map<String, String> answers = new LinkedHashMap<>();

    @Option(
            names = "--inputs",
            paramLabel = "FILE",
            description = "JSON object with the answers; - reads them from standard input.")
    private @Nullable String inputs;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Mixin
    private PortalOptions portal = new PortalOptions();

    AdviseCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws BadInput, JobFailed, IOException, InterruptedException {
        Map<String, String> all = new LinkedHashMap<>(inputs == null ? Map.of() : read(inputs));
        all.putAll(answers);
        DecisionInput input;
        try {
            input = DecisionInput.parse(all);
        } catch (InvalidGuidanceInput e) {
            throw new BadInput(Text.visible(String.valueOf(e.getMessage())), e);
        }
        Advice advice =
                portal.isNamed() ? ask(input) : Advisor.advise(input, HardwareProfiles.bundled(), RuleSet.current());
        if (json) {
            terminal.json(advice);
        } else {
            print(advice);
        }
        return ExitCode.DONE;
    }

    private Advice ask(DecisionInput input) throws BadInput, JobFailed, IOException, InterruptedException {
        try {
            JsonObject answer = portal.client()
                    .post(
                            "advice",
                            Wire.toJson(input),
                            java.util.UUID.randomUUID().toString());
            return Wire.fromJson(answer, Advice.class);
        } catch (PortalRefused e) {
            String message = Text.visible(String.valueOf(e.getMessage()));
            if (e.isBadInput()) {
                throw new BadInput(message, e);
            }
            throw new JobFailed(message, e);
        }
    }

    private static Map<String, String> read(String file) throws BadInput, IOException {
        String text = file.equals("-") ? text(System.in) : Files.readString(Path.of(file));
        JsonObject object;
        try (var reader = Json.createReader(new StringReader(text))) {
            object = reader.readObject();
        } catch (JsonException e) {
            throw new BadInput("The answers are not a JSON object: " + e.getMessage() + ".", e);
        }
        Map<String, String> answers = new LinkedHashMap<>();
        object.forEach((name, value) -> {
            if (!value.equals(JsonValue.NULL)) {
                answers.put(name, value instanceof JsonString string ? string.getString() : value.toString());
            }
        });
        return answers;
    }

    private static String text(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    private void print(Advice advice) {
        terminal.line(Text.visible(advice.sentence()));
        for (Advice.Recommendation choice : advice.recommended()) {
            terminal.line("  " + choice.profileId() + " (" + choice.name() + "), rule " + choice.rule() + ", grade "
                    + choice.grade() + ": " + choice.why() + (choice.banner() == null ? "" : " " + choice.banner()));
        }
        List<String> sections = new ArrayList<>();
        advice.conflicts().forEach(conflict -> sections.add("conflict    " + conflict.sentence()));
        advice.flipPoints().forEach(flip -> sections.add("flips       " + flip.sentence()));
        advice.relaxations().forEach(relaxation -> sections.add("relax       " + relaxation.sentence()));
        advice.eliminated().stream()
                .limit(ELIMINATED_SHOWN)
                .forEach(gone -> sections.add(
                        "eliminated  " + gone.profileId() + " by " + gone.rule() + ": " + gone.sentence()));
        if (advice.eliminated().size() > ELIMINATED_SHOWN) {
            sections.add("eliminated  " + (advice.eliminated().size() - ELIMINATED_SHOWN) + " more, see --json");
        }
        sections.forEach(line -> terminal.line(Text.visible(line)));
        if (!advice.notAsked().isEmpty()) {
            terminal.line("not given   " + String.join(", ", advice.notAsked()));
        }
        for (Advice.Step step : advice.trace()) {
            if (step.fired()) {
                terminal.line("rule " + step.rule() + "     " + Text.visible(step.text()));
            }
        }
    }
}
