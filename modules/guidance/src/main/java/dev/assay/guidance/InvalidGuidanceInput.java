package dev.assay.guidance;

import java.util.List;

/** Input that cannot be judged. The message joins one sentence per problem; nothing was stored or changed. */
public final class InvalidGuidanceInput extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public InvalidGuidanceInput(List<Problem> problems) {
        super(String.join(" ", problems.stream().map(Problem::sentence).toList()));
        this.problems = List.copyOf(problems);
    }

    /** The problems in the order of the input; never empty. */
    public List<Problem> problems() {
        return problems;
    }

    /**
     * One thing that is wrong.
     *
     * @param field    name of the input field, or of the table row and column
     * @param sentence what is wrong and what to do
     */
    public record Problem(String field, String sentence) {}
}
