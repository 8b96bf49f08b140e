package dev.assay.quantization;

import dev.assay.onnx.OnnxModel;
import java.io.IOException;
import java.io.InputStream;

/** The sentence-embedding model and its 8-bit form by the reference quantizer, from their Maven artifacts. */
final class MiniLm {
    private MiniLm() {}

    static OnnxModel fp32() throws IOException {
        return resource("/all-minilm-l6-v2.onnx");
    }

    /** Written by the Python tool with per-channel weights in the reduced range. */
    static OnnxModel oracle() throws IOException {
        return resource("/all-minilm-l6-v2-q.onnx");
    }

    private static OnnxModel resource(String name) throws IOException {
        try (InputStream in = MiniLm.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException(name + " is not on the class path");
            }
            return OnnxModel.read(in.readAllBytes());
        }
    }
}
