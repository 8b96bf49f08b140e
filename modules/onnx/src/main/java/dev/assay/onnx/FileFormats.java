package dev.assay.onnx;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Recognises by its first bytes what people send instead of an ONNX file. */
final class FileFormats {
    /** Bytes needed to decide. */
    static final int HEAD_BYTES = 64;

    private FileFormats() {}

    /** A sentence part such as "a ZIP archive" with what to do, or nothing when the bytes may be ONNX. */
    static Optional<Foreign> recognise(byte[] head) {
        String ascii = new String(head, StandardCharsets.ISO_8859_1);
        String text = ascii.stripLeading().toLowerCase(Locale.ROOT);
        if (text.startsWith("<!doctype") || text.startsWith("<html") || text.startsWith("<?xml")) {
            return foreign("a web page", "the download link probably led to a page; fetch the .onnx file itself");
        }
        if (text.startsWith("version https://git-lfs")) {
            return foreign("a Git LFS pointer", "run `git lfs pull` and send the real file");
        }
        if (starts(head, 'P', 'K', 3, 4) || starts(head, 'P', 'K', 5, 6)) {
            return foreign("a ZIP archive (PyTorch checkpoints are ZIP archives too)", EXPORT);
        }
        if (starts(head, 0x1f, 0x8b)) {
            return foreign("a gzip archive", "unpack it and send the .onnx file");
        }
        if (head.length > 1 && (head[0] & 0xff) == 0x80 && head[1] >= 2 && head[1] <= 5) {
            return foreign("a Python pickle", EXPORT);
        }
        if (ascii.startsWith("ORTM", 4)) {
            return foreign("a model in ONNX Runtime's own ORT format", "send the .onnx file it was made from");
        }
        if (ascii.startsWith("TFL3", 4)) {
            return foreign("a TensorFlow Lite model", "convert it to ONNX, for instance with tf2onnx");
        }
        if (ascii.startsWith("GGUF")) {
            return foreign("a GGUF file", EXPORT);
        }
        if (ascii.startsWith("{\"", 8) || ascii.startsWith("{ ", 8)) {
            return foreign("a safetensors file", "it holds weights without a graph; export the model to ONNX");
        }
        if (starts(head, 0x89, 'H', 'D', 'F')) {
            return foreign("an HDF5 file (Keras)", "convert it to ONNX, for instance with tf2onnx");
        }
        if (text.startsWith("{") || text.startsWith("[")) {
            return foreign("a JSON document", "send the .onnx file");
        }
        if (starts(head, 0x89, 'P', 'N', 'G') || starts(head, 0xff, 0xd8, 0xff) || ascii.startsWith("%PDF")) {
            return foreign("an image or a document", "send the .onnx file");
        }
        return Optional.empty();
    }

    private static final String EXPORT = "export the model to ONNX, for instance with torch.onnx.export, and send that";

    private static Optional<Foreign> foreign(String what, String remedy) {
        return Optional.of(new Foreign(what, remedy));
    }

    private static boolean starts(byte[] head, int... magic) {
        byte[] expected = new byte[magic.length];
        for (int i = 0; i < magic.length; i++) {
            expected[i] = (byte) magic[i];
        }
        return head.length >= magic.length && Arrays.equals(head, 0, magic.length, expected, 0, magic.length);
    }

    /** Another format and what its owner can do. */
    record Foreign(String what, String remedy) {}
}
