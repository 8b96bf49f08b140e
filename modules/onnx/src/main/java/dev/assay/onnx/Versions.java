package dev.assay.onnx;

/** Versions of file format and operator sets that ONNX Runtime 1.29 loads. */
final class Versions {
    static final long MIN_IR = 3;
    static final long MAX_IR = 13;
    static final long MIN_OPSET = 7;
    static final long MAX_OPSET = 26;
    private static final long MAX_ML_OPSET = 5;

    private Versions() {}

    static void checkIr(long version) throws RejectedModel {
        if (version < MIN_IR || version > MAX_IR) {
            throw Refusals.refuse(
                    Rejection.UNSUPPORTED_VERSION,
                    "The file format version (IR) is " + version + " and " + MIN_IR + " to " + MAX_IR
                            + " are supported",
                    "export the model with a matching version of onnx");
        }
    }

    static void checkOpset(String domain, long version) throws RejectedModel {
        long min = domain.isEmpty() ? MIN_OPSET : 1;
        long max = switch (domain) {
            case "" -> MAX_OPSET;
            case "ai.onnx.ml" -> MAX_ML_OPSET;
            default -> Integer.MAX_VALUE;
        };
        if (version < min || version > max) {
            throw Refusals.refuse(
                    Rejection.UNSUPPORTED_VERSION,
                    "The operator set " + (domain.isEmpty() ? "ai.onnx" : Refusals.quote(domain)) + " has version "
                            + version + " and " + min + " to " + max + " are supported",
                    "export the model with another opset_version");
        }
    }
}
