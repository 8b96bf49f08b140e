package dev.assay.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.tensor.Detached;
import dev.assay.onnx.tensor.ElementType;
import dev.assay.onnx.tensor.Tensors;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Compares all eight-bit constants of a model with what {@code src/test/oracle/dynamic.py} made of the same file. */
final class DynamicGolden {
    private DynamicGolden() {}

    static QuantizationReport compare(OnnxModel model, String golden) throws Exception {
        Quantized quantized = Quantizer.quantize(model, Scheme.Int8Dynamic.DEFAULT);
        List<String> lines = new ArrayList<>();
        collect(quantized.model().proto().getGraph(), lines);
        assertThat(lines.stream().sorted()).containsExactlyElementsOf(golden(golden));
        return quantized.report();
    }

    private static void collect(GraphProto graph, List<String> into) throws NoSuchAlgorithmException {
        Map<String, TensorProto> byName = graph.getInitializerList().stream()
                .collect(Collectors.toMap(TensorProto::getName, Function.identity()));
        for (TensorProto tensor : graph.getInitializerList()) {
            String name = tensor.getName();
            boolean signed = tensor.getDataType() == ElementType.INT8.number();
            boolean values = name.matches(".*_u?int8(_\\d+)?");
            if (values && (signed || tensor.getDataType() == ElementType.UINT8.number())) {
                String shape = Arrays.stream(Tensors.dims(tensor))
                        .mapToObj(Long::toString)
                        .collect(Collectors.joining("x"));
                into.add(String.join(
                        "\t",
                        signed ? "int8" : "uint8",
                        shape,
                        sha256(tensor),
                        sha256(byName.get(name.replaceFirst("_u?int8(?=(_\\d+)?$)", "_scale"))),
                        sha256(byName.get(name.replaceFirst("_u?int8(?=(_\\d+)?$)", "_zero_point")))));
            }
        }
        for (NodeProto node : graph.getNodeList()) {
            for (AttributeProto attribute : node.getAttributeList()) {
                if (attribute.hasG()) {
                    collect(attribute.getG(), into);
                }
            }
        }
    }

    static String sha256(TensorProto tensor) throws NoSuchAlgorithmException {
        byte[] bytes = Detached.inlined(tensor).getRawData().toByteArray();
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static List<String> golden(String name) throws IOException {
        try (InputStream in = DynamicGolden.class.getResourceAsStream("dynamic/" + name + ".tsv")) {
            assertThat(in).as(name).isNotNull();
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .toList();
        }
    }
}
