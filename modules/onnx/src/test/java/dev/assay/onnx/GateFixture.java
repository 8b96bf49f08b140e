package dev.assay.onnx;

import static dev.assay.onnx.Models.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Writes models to a file and holds them against the gate. */
abstract class GateFixture {
    @TempDir
    Path directory;

    static byte[] wrap(int field, byte[] content) {
        byte[] header = header(field, content.length);
        byte[] message = Arrays.copyOf(header, header.length + content.length);
        System.arraycopy(content, 0, message, header.length, content.length);
        return message;
    }

    static byte[] header(int field, int length) {
        List<Byte> header = new ArrayList<>(List.of((byte) (field << 3 | 2)));
        int rest = length;
        for (; rest > 0x7f; rest >>>= 7) {
            header.add((byte) (rest | 0x80));
        }
        header.add((byte) rest);
        byte[] bytes = new byte[header.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = header.get(i);
        }
        return bytes;
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[Math.max(values.length, 32)];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    void assertPasses(ModelProto model) {
        assertThatCode(() -> ModelGate.check(write(model.toByteArray()), GateLimits.UPLOAD))
                .doesNotThrowAnyException();
    }

    RejectedModel assertRefused(Rejection code, ModelProto model) throws IOException {
        RejectedModel refusal = refusal(model.toByteArray());
        assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(code);
        return refusal;
    }

    RejectedModel refusal(byte[] content) throws IOException {
        Path file = write(content);
        return assertThrows(RejectedModel.class, () -> ModelGate.check(file, GateLimits.UPLOAD));
    }

    private Path write(byte[] content) throws IOException {
        return Files.write(directory.resolve("model.onnx"), content);
    }
}
