package dev.assay.cli;

import dev.assay.learning.BuiltInModel;
import dev.assay.learning.BuiltInModels;
import dev.assay.onnx.GateLimits;
import dev.assay.onnx.ModelGate;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.RejectedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model named on the command line: a file, or a built-in one.
 *
 * @param name    what results call it
 * @param builtIn its entry in the list of built-in models, or null for a file
 */
record ModelArgument(String name, Path file, @Nullable BuiltInModel builtIn) {
    /** As strict as an upload, except for size: the owner of the machine may use it. */
    private static final GateLimits LIMITS = new GateLimits(
            GateLimits.TRUSTED.fileBytes(),
            GateLimits.TRUSTED.tensorBytes(),
            GateLimits.UPLOAD.messageDepth(),
            GateLimits.UPLOAD.controlFlowDepth(),
            GateLimits.UPLOAD.nodes(),
            GateLimits.UPLOAD.initializers(),
            GateLimits.UPLOAD.attributes(),
            GateLimits.UPLOAD.functions(),
            GateLimits.UPLOAD.values(),
            GateLimits.UPLOAD.nameCharacters(),
            GateLimits.UPLOAD.textBytes());

    /** Finds the model: a file wins over a built-in name. */
    static ModelArgument find(String argument) throws BadInput {
        Path path;
        try {
            path = Path.of(argument);
        } catch (java.nio.file.InvalidPathException e) {
            throw new BadInput("'" + Text.visible(argument) + "' cannot be the name of a file or model.", e);
        }
        if (Files.isRegularFile(path)) {
            if (!Files.isReadable(path)) {
                throw new BadInput("The file " + Text.visible(argument) + " may not be read by this user.");
            }
            return new ModelArgument(String.valueOf(path.getFileName()), path, null);
        }
        if (Files.isDirectory(path)) {
            throw new BadInput(Text.visible(argument) + " is a directory; name an .onnx file.");
        }
        for (BuiltInModel model : BuiltInModels.open(Distribution.zoo())) {
            if (model.name().equals(argument)) {
                return new ModelArgument(model.name(), model.file(), model);
            }
        }
        throw new BadInput("There is neither a file nor a built-in model named " + Text.visible(argument)
                + "; 'assay models' lists the built-in ones.");
    }

    /** The static gate; built-in models pass it like others. */
    void check() throws RejectedModel, IOException {
        ModelGate.check(file, LIMITS);
    }

    /** The same for commands that only read the model: its data may lie in other files beside it. */
    void checkLocal() throws RejectedModel, IOException {
        ModelGate.checkLocal(file, LIMITS);
    }

    OnnxModel read() throws RejectedModel, IOException {
        checkLocal();
        return OnnxModel.readAndHash(file);
    }

    /** What names the model everywhere: the hash of its file. */
    String sha256() throws IOException {
        return builtIn == null ? Sha256.of(file) : builtIn.sha256();
    }

    /** Sizes that a built-in model suggests for its dynamic dimensions. */
    Map<String, Long> dimensions() {
        return builtIn == null ? Map.of() : builtIn.dimensions();
    }
}
