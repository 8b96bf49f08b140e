package dev.assay.learning.tokens;

import java.util.List;

/**
 * One merge on the way from bytes to tokens.
 *
 * @param left   the left part: characters, or its bytes in hexadecimal where they are no whole ones
 * @param right  the right part
 * @param symbol what they became
 * @param id     its number, which in these vocabularies is also its rank: of all neighbours the lowest rank is merged
 * @param pieces the whole text behind the merge
 */
public record EncodingStep(String left, String right, String symbol, int id, List<String> pieces) {
    public EncodingStep {
        pieces = List.copyOf(pieces);
    }
}
