package dev.assay.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Decides from the file alone, without running or fully parsing it, whether a model may be kept. */
public final class ModelGate {
    private ModelGate() {}

    /**
     * Checks a file.
     *
     * @throws RejectedModel if the file must not be kept, with the reason
     * @throws IOException   if the file cannot be read
     */
    public static void check(Path file, GateLimits limits) throws RejectedModel, IOException {
        long sizeBytes = Files.size(file);
        if (sizeBytes == 0) {
            throw new RejectedModel(
                    Rejection.EMPTY, "The file is empty; nothing was stored, send the .onnx file itself.");
        }
        if (sizeBytes > limits.fileBytes()) {
            throw new RejectedModel(
                    Rejection.TOO_LARGE,
                    "The file has " + sizeBytes + " bytes and the limit is " + limits.fileBytes()
                            + "; nothing was stored, send a smaller model.");
        }
    }
}
