package dev.assay.cli;

import dev.assay.cli.rest.PortalRefused;
import dev.assay.guidance.Advice;
import dev.assay.guidance.Advisor;
import dev.assay.guidance.DecisionInput;
import dev.assay.guidance.HardwareProfiles;
import dev.assay.guidance.InvalidGuidanceInput;
import dev.assay.guidance.RuleSet;
import dev.assay.guidance.decision.DecisionMarkdown;
import dev.assay.guidance.decision.DecisionRecord;
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
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code assay advise}: the decision with its trace. */
@Command(
        name = "advise",
        description = {
            "Say which hardware fits, from answers such as onDevice=yes powerWatts='5 W module' sloMs=20ms.",
            "The rules come with the product; a portal is asked only when --portal names one, and only it knows what was"
                    + " measured: model=NAME takes the facts and the runs of a model that is stored there.",
            "Ends with 3 when no hardware meets the constraints."
        },
        mixinStandardHelpOptions = true)
final class AdviseCommand implements Callable<Integer> {
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

    @Option(names = "--markdown", description = "Print the decision record as Markdown.")
    private boolean markdown;

    @Option(
            names = "--rules",
            paramLabel = "VERSION",
            description = "Decide under an earlier rule set, such as as-published; not through a portal.")
    private @Nullable String rules;

    @Option(names = "--questions", description = "List the questions with their units, and decide nothing.")
    private boolean questions;

    private final InstantSource clock = InstantSource.system();

    @Mixin
    private PortalOptions portal = new PortalOptions();

    AdviseCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws BadInput, JobFailed, IOException, InterruptedException {
        if (questions) {
            DecisionInput.fields()
                    .forEach(field -> terminal.line(
                            DecisionInput.unit(field).isEmpty() ? field : field + ", in " + DecisionInput.unit(field)));
            return ExitCode.DONE;
        }
        if (json && markdown) {
            throw new BadInput("One document at a time: leave out --json or --markdown.");
        }
        DecisionInput input = input();
        Advice advice = portal.isNamed() ? ask(input) : Advisor.advise(input, HardwareProfiles.bundled(), ruleSet());
        if (json) {
            terminal.json(advice);
        } else if (markdown) {
            String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
            terminal.line(DecisionMarkdown.of(DecisionRecord.of(null, "Which hardware fits", "", now, input, advice))
                    .strip());
        } else {
            AdviceText.lines(advice).forEach(terminal::line);
        }
        return advice.survivors().isEmpty() ? ExitCode.OBJECTIVES_NOT_MET : ExitCode.DONE;
    }

    private DecisionInput input() throws BadInput, IOException {
        Map<String, String> all = new LinkedHashMap<>(inputs == null ? Map.of() : read(inputs));
        all.putAll(answers);
        if (all.containsKey("model") && !portal.isNamed()) {
            throw new BadInput(
                    "Only a portal knows models and what was measured of them; name one with --portal, or give"
                            + " parameters, flops and weightBytes yourself.");
        }
        try {
            return DecisionInput.parse(all);
        } catch (InvalidGuidanceInput e) {
            throw new BadInput(
                    Text.visible(String.valueOf(e.getMessage())) + " All questions: assay advise --questions.", e);
        }
    }

    private RuleSet ruleSet() throws BadInput {
        String version = rules;
        if (version == null) {
            return RuleSet.on(
                    clock.instant().atZone(ZoneOffset.UTC).toLocalDate().toString());
        }
        return RuleSet.version(version)
                .orElseThrow(() -> new BadInput("There is no rule set " + Text.visible(version) + "; there are "
                        + RuleSet.all().stream().map(RuleSet::version).collect(Collectors.joining(", ")) + "."));
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
        String text = file.equals("-") ? text(System.in) : file(Path.of(file));
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

    private static String file(Path file) throws BadInput, IOException {
        if (!Files.isRegularFile(file)) {
            throw new BadInput("There is no file " + Text.visible(file.toString()) + " to read the answers from.");
        }
        return Files.readString(file);
    }

    private static String text(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
}
