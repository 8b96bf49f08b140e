package dev.assay.guidance.llm;

/** What a pass waits for. */
public enum Limit {
    COMPUTE("arithmetic"),
    MEMORY("memory bandwidth");

    private final String label;

    Limit(String label) {
        this.label = label;
    }

    /** As a sentence names it. */
    public String label() {
        return label;
    }

    static Limit of(double computeSeconds, double memorySeconds) {
        return computeSeconds >= memorySeconds ? COMPUTE : MEMORY;
    }
}
