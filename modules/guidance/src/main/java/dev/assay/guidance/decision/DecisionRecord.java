package dev.assay.guidance.decision;

import dev.assay.guidance.Advice;
import dev.assay.guidance.DecisionInput;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A decision with everything that is needed to argue with it later. It keeps the rule set under which it was made; newer
 * rules make a new one.
 *
 * @param id             where it is kept; null for one that is not
 * @param author         who decided; empty outside of a portal
 * @param decidedAt      ISO 8601
 * @param rulesetVersion of the rules that were in force
 * @param inputsHash     SHA-256 of the answers, so that two decisions from the same answers are known as such
 * @param inputs         what was answered
 * @param advice         what the rules said, with the trace of each
 */
public record DecisionRecord(
        @Nullable String id,
        String title,
        String author,
        String decidedAt,
        String rulesetVersion,
        String inputsHash,
        DecisionInput inputs,
        Advice advice) {

    /** A decision as it is made. */
    public static DecisionRecord of(
            @Nullable String id, String title, String author, String decidedAt, DecisionInput inputs, Advice advice) {
        return new DecisionRecord(id, title, author, decidedAt, advice.ruleSet(), hash(inputs), inputs, advice);
    }

    /** SHA-256 over one line {@code name=answer} per answer, in the order of the questions; hexadecimal. */
    public static String hash(DecisionInput inputs) {
        String lines =
                inputs.answers().entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining("\n"));
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(lines.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
