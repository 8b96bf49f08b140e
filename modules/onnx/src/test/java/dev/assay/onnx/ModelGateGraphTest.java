package dev.assay.onnx;

import static dev.assay.onnx.Models.attribute;
import static dev.assay.onnx.Models.floats;
import static dev.assay.onnx.Models.graph;
import static dev.assay.onnx.Models.model;
import static dev.assay.onnx.Models.node;
import static dev.assay.onnx.Models.opset;
import static dev.assay.onnx.Models.product;
import static dev.assay.onnx.Models.typed;
import static dev.assay.onnx.Models.value;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the gate says of graphs: operators, links, nesting, functions. */
class ModelGateGraphTest extends GateFixture {
    @Test
    void operatorsAndVersionsOutsideOfWhatRunsAreRefusedWithTheirName() throws IOException {
        RejectedModel refusal = assertRefused(
                Rejection.UNKNOWN_OP,
                model(graph(node("Frobnicate", List.of("x"), List.of("y")).setName("layer/7"))
                        .addInput(value("x", 1))
                        .addOutput(value("y", 1))));
        assertThat(refusal).hasMessageContaining("Frobnicate").hasMessageContaining("layer/7");
        refusal = assertRefused(
                Rejection.UNKNOWN_DOMAIN,
                model(graph(node("Relu", List.of("x"), List.of("y")).setDomain("evil.corp"))
                        .addInput(value("x", 1))
                        .addOutput(value("y", 1))));
        assertThat(refusal).hasMessageContaining("Relu").hasMessageContaining("evil.corp");
        refusal = assertRefused(
                Rejection.UNKNOWN_OP,
                model(graph(node("EPContext", List.of("x"), List.of("y")).setDomain("com.microsoft"))
                        .addInput(value("x", 1))
                        .addOutput(value("y", 1))));
        assertThat(refusal).hasMessageContaining("EPContext").hasMessageContaining("not allowed");
        ModelProto good = product();
        assertRefused(
                Rejection.UNSUPPORTED_VERSION,
                good.toBuilder()
                        .clearOpsetImport()
                        .addOpsetImport(opset("", 999))
                        .build());
        assertRefused(
                Rejection.UNSUPPORTED_VERSION,
                good.toBuilder().clearOpsetImport().addOpsetImport(opset("", 6)).build());
        assertRefused(
                Rejection.UNSUPPORTED_VERSION,
                good.toBuilder().clearOpsetImport().build());
        assertRefused(
                Rejection.UNSUPPORTED_VERSION,
                good.toBuilder().setIrVersion(999).build());
        assertRefused(
                Rejection.UNSUPPORTED_VERSION, good.toBuilder().clearIrVersion().build());
        assertPasses(good.toBuilder()
                .clearOpsetImport()
                .addOpsetImport(opset("ai.onnx", 17))
                .build());
    }

    @Test
    void graphsThatCannotRunAreRefused() throws IOException {
        assertRefused(Rejection.NO_GRAPH, product().toBuilder().clearGraph().build());
        assertRefused(
                Rejection.NO_OUTPUT, model(product().getGraph().toBuilder().clearOutput()));
        assertRefused(
                Rejection.CYCLIC_GRAPH,
                model(graph(node("Add", List.of("x", "b"), List.of("a")), node("Relu", List.of("a"), List.of("b")))
                        .addInput(value("x", 1))
                        .addOutput(value("b", 1))));
        assertRefused(
                Rejection.CYCLIC_GRAPH,
                model(graph(node("Relu", List.of("a"), List.of("a"))).addOutput(value("a", 1))));
        RejectedModel missing = assertRefused(
                Rejection.MISSING_INPUT,
                model(graph(node("Add", List.of("x", "ghost"), List.of("y")))
                        .addInput(value("x", 1))
                        .addOutput(value("y", 1))));
        assertThat(missing).hasMessageContaining("ghost").hasMessageContaining("Add_y");
        assertRefused(
                Rejection.MISSING_INPUT, model(product().getGraph().toBuilder().addOutput(value("ghost", 1))));
        assertRefused(
                Rejection.DUPLICATE_NAME,
                model(graph(node("Relu", List.of("x"), List.of("y")), node("Relu", List.of("x"), List.of("y")))
                        .addInput(value("x", 1))
                        .addOutput(value("y", 1))));
        assertRefused(
                Rejection.DUPLICATE_NAME, model(product().getGraph().toBuilder().addInitializer(floats("W", 1))));
        assertRefused(
                Rejection.DUPLICATE_NAME, model(product().getGraph().toBuilder().addInput(value("x", 1))));
    }

    @Test
    void nodesMayStandInAnyOrderAndBodiesMayUseOuterValues() {
        assertPasses(model(graph(node("Relu", List.of("a"), List.of("y")), node("Relu", List.of("x"), List.of("a")))
                .addInput(value("x", 1))
                .addOutput(value("y", 1))));
        assertPasses(model(branches(1)));
    }

    @Test
    void aBodyThatReadsAnUnknownValueOrItsOwnNodeIsRefused() throws IOException {
        GraphProto.Builder body =
                graph(node("Relu", List.of("ghost"), List.of("t"))).addOutput(value("t", 1));
        NodeProto.Builder choice = node("If", List.of("b"), List.of("y"))
                .addAttribute(attribute("then_branch", body))
                .addAttribute(attribute("else_branch", body));
        assertRefused(
                Rejection.MISSING_INPUT,
                model(graph(choice).addInput(typed("b", 9)).addOutput(value("y", 1))));
        GraphProto.Builder circular =
                graph(node("Relu", List.of("y"), List.of("t"))).addOutput(value("t", 1));
        NodeProto.Builder loop = node("If", List.of("b"), List.of("y"))
                .addAttribute(attribute("then_branch", circular))
                .addAttribute(attribute("else_branch", circular));
        assertRefused(
                Rejection.CYCLIC_GRAPH,
                model(graph(loop).addInput(typed("b", 9)).addOutput(value("y", 1))));
    }

    @Test
    void nestingIsBounded() throws IOException {
        assertPasses(model(branches(4)));
        assertRefused(Rejection.TOO_DEEP, model(branches(5)));
        assertRefused(Rejection.TOO_DEEP, model(branches(60)));
        assertThat(refusal(nestedGraphs(2_000)).code()).isEqualTo(Rejection.TOO_DEEP);
        assertThat(refusal(nestedTypes(100_000)).code()).isEqualTo(Rejection.TOO_DEEP);
    }

    @Test
    void functionsMayNotRecurse() throws IOException {
        ModelProto base = call("a");
        assertPasses(
                base.toBuilder().addFunctions(Models.twice("a", "Relu", "")).build());
        assertRefused(
                Rejection.RECURSIVE_FUNCTION,
                base.toBuilder().addFunctions(Models.twice("a", "a", "local")).build());
        assertRefused(
                Rejection.RECURSIVE_FUNCTION,
                base.toBuilder()
                        .addFunctions(Models.twice("a", "b", "local"))
                        .addFunctions(Models.twice("b", "a", "local"))
                        .build());
        assertRefused(
                Rejection.DUPLICATE_NAME,
                base.toBuilder()
                        .addFunctions(Models.twice("a", "Relu", ""))
                        .addFunctions(Models.twice("a", "Relu", ""))
                        .build());
    }

    @Test
    void functionsThatExpandWithoutBoundAreRefused() throws IOException {
        assertPasses(bomb(15));
        RejectedModel refusal = assertRefused(Rejection.FUNCTION_EXPANSION, bomb(17));
        assertThat(refusal).hasMessageContaining("131072");
        assertRefused(Rejection.FUNCTION_EXPANSION, bomb(24));
        assertThat(assertRefused(Rejection.FUNCTION_EXPANSION, bomb(70))).hasMessageContaining("countless");
    }

    @Test
    void nodesAreCounted() throws IOException {
        assertPasses(chain(60_000));
        assertRefused(Rejection.TOO_MANY, chain(100_001));
    }

    /** Graph in attribute in node in graph, written from the inside as raw bytes. */
    static byte[] nestedGraphs(int depth) {
        byte[] inner = new byte[0];
        for (int i = 0; i < depth; i++) {
            inner = wrap(1, wrap(5, wrap(6, inner)));
        }
        return wrap(7, inner);
    }

    /** A sequence of sequences of sequences. */
    private static byte[] nestedTypes(int depth) {
        ByteBuffer bytes = ByteBuffer.allocate(16 * depth + 64);
        int position = bytes.capacity();
        for (int i = 0; i < 2 * depth; i++) {
            byte[] header = header(i % 2 == 0 ? 1 : 4, bytes.capacity() - position);
            position -= header.length;
            bytes.put(position, header);
        }
        byte[] type = Arrays.copyOfRange(bytes.array(), position, bytes.capacity());
        return wrap(7, wrap(11, wrap(2, type)));
    }

    private static ModelProto call(String function) {
        return model(graph(node(function, List.of("x"), List.of("y")).setDomain("local"))
                        .addInput(value("x", 1))
                        .addOutput(value("y", 1)))
                .toBuilder()
                .addOpsetImport(opset("local", 1))
                .build();
    }

    /** Functions that each call the next one twice: 2^depth nodes when expanded. */
    static ModelProto bomb(int depth) {
        ModelProto.Builder model = call("f1").toBuilder();
        for (int i = 1; i < depth; i++) {
            model.addFunctions(Models.twice("f" + i, "f" + (i + 1), "local"));
        }
        return model.addFunctions(Models.twice("f" + depth, "Relu", "")).build();
    }

    private static ModelProto chain(int length) {
        GraphProto.Builder graph = graph().addInput(value("v0", 1)).addOutput(value("v" + length, 1));
        for (int i = 0; i < length; i++) {
            graph.addNode(
                    NodeProto.newBuilder().setOpType("Relu").addInput("v" + i).addOutput("v" + (i + 1)));
        }
        return model(graph);
    }

    /** {@code If} inside of {@code If}, the innermost reading a value of the main graph. */
    private static GraphProto.Builder branches(int depth) {
        NodeProto.Builder inner = node("Relu", List.of("x"), List.of("v" + depth));
        for (int level = depth; level > 0; level--) {
            GraphProto.Builder body = graph(inner).addOutput(value("v" + level, 1));
            inner = node("If", List.of("b"), List.of("v" + (level - 1)))
                    .addAttribute(attribute("then_branch", body))
                    .addAttribute(attribute("else_branch", body));
            if (depth > 8) {
                inner.removeAttribute(1);
            }
        }
        return graph(inner).addInput(value("x", 1)).addInput(typed("b", 9)).addOutput(value("v0", 1));
    }
}
