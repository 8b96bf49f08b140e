package dev.assay.cli;

import dev.assay.cli.rest.PortalClient;
import dev.assay.cli.rest.PortalRefused;
import dev.assay.protocol.SchemeSpec;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code assay submit}: an experiment on a portal's devices. */
@Command(
        name = "submit",
        description = {
            "Run a model on a portal's devices and judge the result.",
            "With --wait, exit code 3 says that the objectives are not met, or that the",
            "measurements decide nothing about them; without objectives it is 0."
        },
        mixinStandardHelpOptions = true)
final class SubmitCommand implements Callable<Integer> {
    private static final String LOCAL_DEVICE = "this-machine";

    private final Terminal terminal;

    @Parameters(
            paramLabel = "MODEL",
            description = "An .onnx file, the name of a built-in model, or the SHA-256 of a model on the portal.")
    private String model = "";

    @Option(names = "--scheme", required = true, paramLabel = "S,S2", description = "Schemes to compare.")
    private String schemes = "";

    @Option(
            names = "--device",
            split = ",",
            paramLabel = "NAME",
            description = "Devices to run on; " + LOCAL_DEVICE + ", or the only one, when left out.")
    private List<String> devices = new ArrayList<>();

    @Option(names = "--target", paramLabel = "PROFILE", description = "Hardware profile to judge for, see the guide.")
    private @Nullable String target;

    @Option(names = "--slo", paramLabel = "p95=20ms", description = "Latency objective; may be repeated.")
    private List<String> slos = new ArrayList<>();

    @Option(names = "--min-fidelity", paramLabel = "0.99", description = "Smallest acceptable cosine with fp32.")
    private @Nullable Double minFidelity;

    @Option(names = "--max-bytes", paramLabel = "N", description = "Largest acceptable model file.")
    private @Nullable Long maxBytes;

    @Option(
            names = "--inputs",
            paramLabel = "FILE",
            description = "JSON with the answers to the guide's questions, as for 'assay advise'.")
    private @Nullable Path inputs;

    @Option(names = "--tier", description = "rapid (the default), standard, reference or sustained.")
    private String tier = "rapid";

    @Option(names = "--scenario", description = "single-stream (the default), multi-stream, server or offline.")
    private String scenario = "single-stream";

    @Option(
            names = "--latency-bound",
            paramLabel = "TIME",
            description = "What the 99th percentile must keep in the server scenario, such as 20ms.")
    private @Nullable String latencyBound;

    @Option(
            names = "--calibration",
            paramLabel = "DATASET",
            description = "Inputs for schemes that need to see some: a dataset of the portal, or an .npz, .txt or .zip"
                    + " file; the model's own when left out.")
    private @Nullable String calibration;

    @Option(names = "--examples", paramLabel = "N", description = "How many examples the calibration looks at.")
    private @Nullable Integer examples;

    @Option(
            names = "--versus",
            paramLabel = "S",
            description = "A second scheme, measured in turns with each of the others in one run.")
    private @Nullable String versus;

    @Option(names = "--threads", paramLabel = "N", description = "Intra-op threads; the device's choice when left out.")
    private @Nullable Integer threads;

    @Option(names = "--dim", paramLabel = "NAME=N", description = "Size of a dynamic dimension; may be repeated.")
    private Map<String, Long> dimensions = new LinkedHashMap<>();

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the generated inputs.")
    private @Nullable Long seed;

    @Option(names = "--wait", description = "Wait until every run has ended.")
    private boolean wait;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Mixin
    private PortalOptions portal = new PortalOptions();

    SubmitCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws BadInput, JobFailed, IOException, InterruptedException {
        List<SchemeSpec> wanted = SchemeArguments.specs(schemes);
        SchemeSpec second = versus == null ? null : SchemeArguments.specOf(versus);
        Map<String, Object> objectives = ObjectiveArguments.parse(slos, minFidelity, maxBytes);
        JsonValue decision = inputs == null ? JsonValue.NULL : decision(inputs);
        PortalClient client = portal.client();
        try {
            String reference = reference(client);
            List<String> chosen = devices.isEmpty() ? List.of(defaultDevice(client)) : devices;
            Map<String, @Nullable Object> request = new LinkedHashMap<>();
            request.put("model", reference);
            request.put("schemes", wanted);
            request.put("versus", second);
            request.put("calibration", calibration == null && examples == null ? null : calibration(client));
            request.put("devices", chosen);
            request.put("target", target);
            request.put("objectives", objectives);
            request.put("decision", decision);
            request.put("workload", workload());
            JsonObject created = client.post(
                    "experiments", PortalClient.body(request), UUID.randomUUID().toString());
            ExperimentDocument experiment = new ExperimentDocument(created);
            if (wait) {
                experiment = Waiting.untilEnded(client, experiment, terminal);
            }
            if (json) {
                terminal.json(experiment.json());
            } else {
                experiment.lines().forEach(terminal::line);
            }
            return wait ? experiment.exitCode() : ExitCode.DONE;
        } catch (PortalRefused e) {
            String message = Text.visible(String.valueOf(e.getMessage()));
            if (e.isBadInput()) {
                throw new BadInput(message, e);
            }
            throw new JobFailed(message, e);
        }
    }

    private Map<String, Object> workload() throws BadInput {
        Map<String, Object> workload = new LinkedHashMap<>();
        workload.put("tier", tier);
        workload.put("scenario", scenario);
        if (latencyBound != null) {
            workload.put("latencyBoundMs", TimeArgument.millis("--latency-bound", latencyBound));
        }
        if (threads != null) {
            workload.put("threads", threads);
        }
        if (!dimensions.isEmpty()) {
            workload.put("dimensions", dimensions);
        }
        if (seed != null) {
            workload.put("seed", seed);
        }
        return workload;
    }

    /** The dataset as the portal calls it; a file is sent. */
    private Map<String, @Nullable Object> calibration(PortalClient client)
            throws BadInput, IOException, InterruptedException, PortalRefused {
        Map<String, @Nullable Object> chosen = new LinkedHashMap<>();
        chosen.put("dataset", calibration == null ? null : DatasetArgument.reference(calibration, client, terminal));
        chosen.put("examples", examples);
        return chosen;
    }

    /** What the portal calls the model; a file it does not have yet is sent. */
    private String reference(PortalClient client) throws BadInput, IOException, InterruptedException, PortalRefused {
        Path file = Path.of(model);
        if (!Files.isRegularFile(file)) {
            if (model.contains("/") || model.endsWith(".onnx")) {
                throw new BadInput("There is no file " + Text.visible(model) + ".");
            }
            return model;
        }
        String sha256 = Sha256.of(file);
        try {
            client.get("models/" + sha256);
            return sha256;
        } catch (PortalRefused e) {
            if (e.status() != 404) {
                throw e;
            }
        }
        terminal.progress("uploading " + file.getFileName(), -1);
        client.upload("models?name=" + PortalClient.encode(String.valueOf(file.getFileName())), file);
        terminal.clear();
        return sha256;
    }

    private static String defaultDevice(PortalClient client)
            throws BadInput, IOException, InterruptedException, PortalRefused {
        JsonArray items = client.get("devices").getJsonArray("items");
        List<String> names = items == null
                ? List.of()
                : items.stream()
                        .map(item -> item.asJsonObject().getString("name", ""))
                        .toList();
        if (names.contains(LOCAL_DEVICE)) {
            return LOCAL_DEVICE;
        }
        if (names.size() == 1) {
            return names.getFirst();
        }
        throw new BadInput(
                names.isEmpty()
                        ? "The portal has no device yet; start 'assay agent' on one."
                        : "Name the device to run on with --device; the portal has "
                                + Text.visible(String.join(", ", names)) + ".");
    }

    /** Reads the answers without judging them; the portal does. */
    private static JsonObject decision(Path file) throws BadInput, IOException {
        try (var reader = Json.createReader(new StringReader(Files.readString(file)))) {
            return reader.readObject();
        } catch (JsonException e) {
            throw new BadInput(file + " is not a JSON object: " + e.getMessage() + ".", e);
        }
    }
}
