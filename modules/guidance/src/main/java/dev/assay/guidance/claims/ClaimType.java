package dev.assay.guidance.claims;

/** How a claim can be checked. */
public enum ClaimType {
    /** A run on a registered device decides it. */
    MEASURABLE("a", "a run can test it"),
    /** Arithmetic or a model decides it. */
    ARITHMETIC("b", "arithmetic can check it"),
    /** Only sources can speak for or against it. */
    CITED("c", "only sources speak to it");

    private final String letter;
    private final String meaning;

    ClaimType(String letter, String meaning) {
        this.letter = letter;
        this.meaning = meaning;
    }

    /** The letter of the ledger: a, b or c. */
    public String letter() {
        return letter;
    }

    /** What the letter stands for. */
    public String meaning() {
        return meaning;
    }
}
