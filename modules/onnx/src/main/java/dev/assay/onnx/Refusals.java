package dev.assay.onnx;

/** Builds the sentences of {@link RejectedModel}: what is wrong, that nothing was stored, what to do. */
final class Refusals {
    private static final int MAX_QUOTED_CHARACTERS = 60;

    private Refusals() {}

    static RejectedModel refuse(Rejection code, String what, String remedy) {
        return new RejectedModel(code, what + "; nothing was stored, " + remedy + ".");
    }

    static RejectedModel malformed(String what, long offset) {
        return refuse(
                Rejection.NOT_ONNX,
                what + " at byte " + offset + ", so this is not a valid ONNX file",
                "export the model again or check the download");
    }

    static RejectedModel tooMany(String what, long limit) {
        return refuse(Rejection.TOO_MANY, "The model has more than " + limit + " " + what, "send a smaller model");
    }

    /** A name from the file, shortened for a message. */
    static String quote(String name) {
        return name.length() <= MAX_QUOTED_CHARACTERS
                ? '"' + name + '"'
                : '"' + name.substring(0, MAX_QUOTED_CHARACTERS) + "...\"";
    }
}
