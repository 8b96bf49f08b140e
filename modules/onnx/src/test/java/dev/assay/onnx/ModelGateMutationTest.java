package dev.assay.onnx;

import static dev.assay.onnx.Models.attribute;
import static dev.assay.onnx.Models.floats;
import static dev.assay.onnx.Models.graph;
import static dev.assay.onnx.Models.longs;
import static dev.assay.onnx.Models.model;
import static dev.assay.onnx.Models.node;
import static dev.assay.onnx.Models.opset;
import static dev.assay.onnx.Models.product;
import static dev.assay.onnx.Models.typed;
import static dev.assay.onnx.Models.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damages small models at random: whatever comes out is accepted or refused, never anything else. */
class ModelGateMutationTest {
    private static final int MUTATIONS = 4_000;
    private static final long SEED = 20_261_120;

    @TempDir
    Path directory;

    @Test
    void damagedModelsAreAcceptedOrRefused() throws IOException {
        Random random = new Random(SEED);
        List<byte[]> seeds = seeds().stream().map(ModelProto::toByteArray).toList();
        int accepted = 0;
        int refused = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] damaged = damage(seeds.get(random.nextInt(seeds.size())), random);
            Path file = Files.write(directory.resolve("damaged.onnx"), damaged);
            try {
                ModelGate.check(file, GateLimits.UPLOAD);
                accepted++;
                // What passes must also be readable, and its facts computable, without surprises.
                ModelFacts facts = ModelFacts.of(file, Map.of());
                assertThat(facts.sizeBytes()).isEqualTo(damaged.length);
            } catch (RejectedModel e) {
                refused++;
                assertThat(e.getMessage()).isNotBlank();
            } catch (RuntimeException e) {
                fail("mutation " + i + " of seed " + SEED, e);
            }
        }
        assertThat(accepted).as("accepted").isGreaterThan(MUTATIONS / 50);
        assertThat(refused).as("refused").isGreaterThan(MUTATIONS / 2);
    }

    private static List<ModelProto> seeds() {
        ModelProto withBody = model(graph(node("If", List.of("b"), List.of("y"))
                        .addAttribute(attribute(
                                "then_branch",
                                graph(node("Relu", List.of("x"), List.of("t"))).addOutput(value("t", 2))))
                        .addAttribute(attribute(
                                "else_branch",
                                graph(node("Neg", List.of("x"), List.of("e"))).addOutput(value("e", 2)))))
                .addInput(value("x", 2))
                .addInput(typed("b", 9))
                .addOutput(value("y", 2)));
        ModelProto withFunction = model(
                        graph(node("twice", List.of("x"), List.of("y")).setDomain("local"))
                                .addInput(value("x", "batch", 4))
                                .addOutput(value("y", "batch", 4)))
                .toBuilder()
                .addOpsetImport(opset("local", 1))
                .addFunctions(Models.twice("twice", "Relu", ""))
                .build();
        ModelProto convolution = model(graph(
                        node("Conv", List.of("x", "W", "B"), List.of("c"))
                                .addAttribute(attribute("pads", List.of(1L, 1L, 1L, 1L))),
                        node("Relu", List.of("c"), List.of("r")),
                        node("Reshape", List.of("r", "shape"), List.of("y")))
                .addInput(value("x", 1, 3, 8, 8))
                .addOutput(value("y", 1, 256))
                .addInitializer(floats("W", 4, 3, 3, 3))
                .addInitializer(floats("B", 4))
                .addInitializer(longs("shape", 1, -1)));
        return List.of(product(), withBody, withFunction, convolution);
    }

    private static byte[] damage(byte[] seed, Random random) {
        byte[] bytes = seed.clone();
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes[at] = (byte) 0xff;
                case 3 -> bytes = cut(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(8)));
                default -> bytes = repeat(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(40)));
            }
            if (bytes.length == 0) {
                return seed;
            }
        }
        return bytes;
    }

    private static byte[] cut(byte[] bytes, int from, int to) {
        byte[] result = new byte[bytes.length - (to - from)];
        System.arraycopy(bytes, 0, result, 0, from);
        System.arraycopy(bytes, to, result, from, bytes.length - to);
        return result;
    }

    private static byte[] repeat(byte[] bytes, int from, int to) {
        byte[] result = new byte[bytes.length + (to - from)];
        System.arraycopy(bytes, 0, result, 0, to);
        System.arraycopy(bytes, from, result, to, bytes.length - from);
        return result;
    }
}
