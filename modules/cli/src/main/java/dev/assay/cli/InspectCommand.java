package dev.assay.cli;

import dev.assay.onnx.ModelFacts;
import dev.assay.onnx.RejectedModel;
import dev.assay.onnx.TensorInfo;
import dev.assay.protocol.Wire;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code assay inspect}. */
@Command(
        name = "inspect",
        description = {
            "Say what a model is, whether it would be accepted, and what one inference costs.",
            "Exit code 0: accepted; 2: rejected, with the reason."
        },
        mixinStandardHelpOptions = true)
final class InspectCommand implements Callable<Integer> {
    private static final int OPS_SHOWN = 8;

    private final Terminal terminal;

    @Parameters(paramLabel = "MODEL", description = "An .onnx file or the name of a built-in model.")
    private String model = "";

    @Option(
            names = "--dim",
            paramLabel = "NAME=N",
            description = "Size of a dynamic dimension, for the cost; 128 for sequences and 1 otherwise.")
    private Map<String, Long> dimensions = new LinkedHashMap<>();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    InspectCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws BadInput, IOException {
        ModelArgument argument;
        try {
            argument = ModelArgument.find(model);
        } catch (BadInput e) {
            if (json) {
                terminal.json(Map.of("rejected", Map.of("code", "NO_MODEL", "reason", String.valueOf(e.getMessage()))));
            }
            throw e;
        }
        for (Map.Entry<String, Long> dimension : dimensions.entrySet()) {
            if (dimension.getValue() < 1) {
                throw new BadInput("The dimension " + dimension.getKey() + " must be at least 1.");
            }
        }
        try {
            argument.checkLocal();
        } catch (RejectedModel rejected) {
            return reject(argument, rejected);
        }
        Map<String, Long> sizes = new HashMap<>(argument.dimensions());
        sizes.putAll(dimensions);
        ModelFacts facts = ModelFacts.of(argument.file(), sizes);
        if (json) {
            terminal.json(document(facts));
        } else {
            print(argument, facts);
        }
        return ExitCode.DONE;
    }

    /** The facts with fixed sizes as numbers; dynamic ones stay names. */
    static JsonObject document(ModelFacts facts) {
        JsonObjectBuilder document = Json.createObjectBuilder(Wire.toJson(facts).asJsonObject());
        return document.add("inputs", tensors(facts.inputs()))
                .add("outputs", tensors(facts.outputs()))
                .build();
    }

    private static JsonArrayBuilder tensors(List<TensorInfo> tensors) {
        JsonArrayBuilder array = Json.createArrayBuilder();
        for (TensorInfo tensor : tensors) {
            JsonArrayBuilder shape = Json.createArrayBuilder();
            for (String size : tensor.shape()) {
                if (size.matches("[0-9]{1,18}")) {
                    shape.add(Long.parseLong(size));
                } else {
                    shape.add(size);
                }
            }
            array.add(Json.createObjectBuilder()
                    .add("name", tensor.name())
                    .add("type", tensor.type())
                    .add("shape", shape));
        }
        return array;
    }

    private int reject(ModelArgument argument, RejectedModel rejected) throws IOException {
        if (json) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("sha256", Sha256.of(argument.file()));
            document.put("sizeBytes", Files.size(argument.file()));
            document.put(
                    "rejected",
                    Map.of(
                            "code",
                            rejected.code().name(),
                            "reason",
                            Text.visible(String.valueOf(rejected.getMessage()))));
            terminal.json(document);
        } else {
            terminal.note("Rejected (" + rejected.code() + "): " + Text.visible(String.valueOf(rejected.getMessage())));
        }
        return ExitCode.BAD_INPUT;
    }

    private void print(ModelArgument argument, ModelFacts facts) {
        terminal.line("model       " + Text.visible(argument.name()));
        terminal.line("sha256      " + facts.sha256());
        terminal.line("size        " + Text.bytes(facts.sizeBytes()));
        terminal.line("opset       " + facts.opset() + " (IR " + facts.irVersion() + ")");
        terminal.line("producer    " + (facts.producer().isEmpty() ? "not said" : Text.visible(facts.producer())));
        terminal.line("parameters  " + Text.count(facts.parameters()));
        terminal.line("weights     "
                + parts(facts.bytesByType().entrySet().stream()
                        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
                        .map(entry -> Text.bytes(entry.getValue()) + " " + entry.getKey())
                        .toList()));
        terminal.line("operations  " + Text.count(facts.flops()) + " per inference"
                + (facts.assumedDimensions().isEmpty() ? "" : " with " + facts.assumedDimensions())
                + (facts.notCounted().isEmpty() ? "" : ", " + facts.notCounted().size() + " nodes not counted"));
        facts.inputs().forEach(input -> terminal.line("input       " + tensor(input)));
        facts.outputs().forEach(output -> terminal.line("output      " + tensor(output)));
        terminal.line("nodes       "
                + parts(facts.ops().entrySet().stream()
                        .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
                        .limit(OPS_SHOWN)
                        .map(entry -> entry.getValue() + " " + Text.visible(entry.getKey()))
                        .toList())
                + (facts.ops().size() > OPS_SHOWN ? ", " + (facts.ops().size() - OPS_SHOWN) + " other types" : ""));
        terminal.line("quantized   " + (facts.quantized() ? "yes" : "no"));
    }

    private static String parts(List<String> parts) {
        return parts.isEmpty() ? "none" : String.join(", ", parts);
    }

    private static String tensor(TensorInfo tensor) {
        return Text.visible(tensor.name()) + "  " + tensor.type()
                + tensor.shape().stream().map(Text::visible).collect(Collectors.joining(" x ", " [", "]"));
    }
}
