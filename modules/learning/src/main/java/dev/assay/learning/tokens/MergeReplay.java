package dev.assay.learning.tokens;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Finds the merges behind tokens of a vocabulary in which a token's number is its rank. Merges are never undone and never
 * cross the border of a final token, so the bytes of each final token can be merged on their own; the merges of all of them
 * are then shown by rank, as the encoder takes them within a piece of text, whatever pieces its pattern makes.
 */
final class MergeReplay {
    private final Map<String, Integer> ranks;
    private final List<Part> parts = new ArrayList<>();

    private record Part(String bytes, int owner) {}

    /**
     * Starts from bytes.
     *
     * @param ranks  by bytes, each as one character below 256
     * @param tokens bytes of the final tokens
     */
    MergeReplay(Map<String, Integer> ranks, List<byte[]> tokens) {
        this.ranks = ranks;
        for (int t = 0; t < tokens.size(); t++) {
            String bytes = new String(tokens.get(t), StandardCharsets.ISO_8859_1);
            for (int i = 0; i < bytes.length(); i++) {
                parts.add(new Part(bytes.substring(i, i + 1), t));
            }
        }
    }

    List<EncodingStep> steps() {
        List<EncodingStep> steps = new ArrayList<>();
        while (true) {
            int best = -1;
            int lowest = Integer.MAX_VALUE;
            for (int i = 0; i + 1 < parts.size(); i++) {
                if (parts.get(i).owner() == parts.get(i + 1).owner()) {
                    int rank = ranks.getOrDefault(
                            parts.get(i).bytes() + parts.get(i + 1).bytes(), Integer.MAX_VALUE);
                    if (rank < lowest) {
                        lowest = rank;
                        best = i;
                    }
                }
            }
            if (best < 0) {
                return steps;
            }
            Part left = parts.get(best);
            Part right = parts.remove(best + 1);
            Part merged = new Part(left.bytes() + right.bytes(), left.owner());
            parts.set(best, merged);
            steps.add(new EncodingStep(
                    spelling(left),
                    spelling(right),
                    spelling(merged),
                    lowest,
                    parts.stream().map(MergeReplay::spelling).toList()));
        }
    }

    private static String spelling(Part part) {
        return Spelling.of(part.bytes().getBytes(StandardCharsets.ISO_8859_1));
    }
}
