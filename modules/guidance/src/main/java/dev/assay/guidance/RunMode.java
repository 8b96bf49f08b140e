package dev.assay.guidance;

/** How Assay can learn about a profile. */
public enum RunMode {
    /** A worker on the profile's own machine has been measured. */
    MEASURED("measured"),
    /** ONNX Runtime has an execution provider for it: a remote agent can measure it. */
    REMOTE_AGENT("remote-agent"),
    /** ONNX Runtime does not reach it: every figure is a prediction. */
    PREDICT_ONLY("predict-only"),
    /** Only an agent written for its vendor's toolchain could measure it. */
    CUSTOM("custom");

    private final String label;

    RunMode(String label) {
        this.label = label;
    }

    /** The word of the profile table. */
    public String label() {
        return label;
    }

    /** Whether ONNX Runtime can run there, so that a prediction can be checked with the product's own agent. */
    public boolean measurable() {
        return this == MEASURED || this == REMOTE_AGENT;
    }
}
