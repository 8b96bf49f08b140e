package dev.assay.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.assay.onnx.GateLimits;
import dev.assay.onnx.ModelGate;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.RejectedModel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gate's lists against the runtime that they describe; fails when an upgrade of the runtime changes them. */
class GateAgainstRuntimeIT {
    private static final long NEWEST_OPSET = 26;
    private static final long NEWEST_FORMAT = 13;

    @TempDir
    Path directory;

    @Test
    void everyOperatorThatTheGateLetsThroughIsKnownToTheRuntime() throws IOException {
        List<String> unknown = new ArrayList<>();
        String domain = "";
        for (String line : lines()) {
            if (line.startsWith("[")) {
                domain = line.substring(1, line.indexOf(']')).replaceFirst("^ai\\.onnx$", "");
            } else if (!line.startsWith("#") && !line.isBlank()) {
                for (String op : line.split(" +", -1)) {
                    if (!op.startsWith("!") && !isKnown(domain, op)) {
                        unknown.add(domain + "." + op);
                    }
                }
            }
        }
        assertThat(unknown).isEmpty();
    }

    /** Some operators were replaced in later sets, so an older one may be the only one that has them. */
    private static boolean isKnown(String domain, String op) {
        for (long opset : new long[] {NEWEST_OPSET, 17, 9}) {
            try {
                load(model(op, domain, opset, 9));
                return true;
            } catch (OrtException e) {
                if (!String.valueOf(e.getMessage()).contains("is not a registered function/op")) {
                    return true; // known, only not usable on one float
                }
            }
        }
        return false;
    }

    @Test
    void theNewestVersionsAreThoseOfTheRuntime() throws Exception {
        load(model("Relu", "", NEWEST_OPSET, NEWEST_FORMAT));
        assertThatCode(() -> gate(model("Relu", "", NEWEST_OPSET, NEWEST_FORMAT)))
                .doesNotThrowAnyException();
        for (OnnxModel newer :
                List.of(model("Relu", "", NEWEST_OPSET + 1, 9), model("Relu", "", 17, NEWEST_FORMAT + 1))) {
            assertThatThrownBy(() -> load(newer)).isInstanceOf(OrtException.class);
            assertThatThrownBy(() -> gate(newer)).isInstanceOf(RejectedModel.class);
        }
    }

    private static OnnxModel model(String op, String domain, long opset, long format) {
        OnnxModel model = Graphs.model(
                Graphs.graph(Graphs.node(op, List.of("x"), List.of("y")).setDomain(domain))
                        .addInput(Graphs.floats("x", 2))
                        .addOutput(Graphs.floats("y", 2)),
                opset,
                format);
        ModelProto.Builder proto = model.proto().toBuilder();
        if (!domain.isEmpty()) {
            proto.addOpsetImport(OperatorSetIdProto.newBuilder()
                    .setDomain(domain)
                    .setVersion(domain.equals("ai.onnx.ml") ? (opset > 17 ? 5 : 3) : 1));
        }
        return OnnxModel.of(proto.build());
    }

    private static void load(OnnxModel model) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                OrtSession session = OrtEnvironment.getEnvironment().createSession(model.toBytes(), options)) {
            assertThat(session.getNumInputs()).isEqualTo(1);
        }
    }

    private void gate(OnnxModel model) throws IOException, RejectedModel {
        Path file = directory.resolve("model.onnx");
        model.write(file);
        ModelGate.check(file, GateLimits.UPLOAD);
    }

    private static List<String> lines() throws IOException {
        try (InputStream in = OnnxModel.class.getResourceAsStream("operators.txt");
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.UTF_8))) {
            return reader.lines().map(String::strip).toList();
        }
    }
}
