package dev.assay.runtime;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What ONNX Runtime says when it refuses something, made fit for people. */
final class RuntimeWords {
    private static final Pattern CODE = Pattern.compile("^(Error code - )?ORT_[A-Z_]+ - (message: )?");
    private static final Pattern LOADING = Pattern.compile("Load model from \\S+ failed:\\s*");
    private static final Pattern PLACE = Pattern.compile(
            "\\S*/onnxruntime/\\S+:\\d+ (?:[\\w:~<>&*,]+(?: [\\w:~<>&*,]+)*\\([^)]*\\)(?: const)?:? ?)?");

    private RuntimeWords() {}

    /**
     * A message without error code, source lines of the runtime, and paths.
     *
     * @param model the file that was opened, or null
     */
    static String plain(String message, @Nullable Path model) {
        String text = CODE.matcher(message).replaceFirst("");
        text = LOADING.matcher(text).replaceAll("");
        text = PLACE.matcher(text).replaceAll("");
        if (model != null) {
            text = text.replace(model.toString(), "the model");
        }
        text = text.strip();
        return text.isEmpty() ? message : text;
    }
}
