package dev.assay.learning.tokens;

import java.util.ArrayList;
import java.util.List;

/**
 * What a change of a text, such as one blank or a capital letter, did to its tokens.
 *
 * @param sameBefore tokens that both begin with
 * @param sameAfter  tokens that both end with
 * @param was        the others of the first text
 * @param is         the others of the second text
 */
public record Change(int sameBefore, int sameAfter, List<Token> was, List<Token> is) {
    public Change {
        was = List.copyOf(was);
        is = List.copyOf(is);
    }

    /** Compares two texts that the same tokenizer cut; by number and spelling, wherever the tokens stand. */
    public static Change between(Tokenization first, Tokenization second) {
        List<Token> a = first.tokens();
        List<Token> b = second.tokens();
        int shorter = Math.min(a.size(), b.size());
        int before = 0;
        while (before < shorter && same(a.get(before), b.get(before))) {
            before++;
        }
        int after = 0;
        while (after < shorter - before && same(a.get(a.size() - 1 - after), b.get(b.size() - 1 - after))) {
            after++;
        }
        return new Change(before, after, a.subList(before, a.size() - after), b.subList(before, b.size() - after));
    }

    private static boolean same(Token a, Token b) {
        return a.id() == b.id() && a.text().equals(b.text());
    }

    /**
     * Where two tokenizers cut the same text: code units behind which a token of the first ends and none of the second.
     * Swap the arguments for the other side.
     */
    public static List<Integer> cutsOnlyIn(Tokenization first, Tokenization second) {
        if (!first.text().equals(second.text())) {
            throw new IllegalArgumentException("Cuts can be compared within one text only.");
        }
        List<Integer> cuts = new ArrayList<>();
        boolean[] cut = new boolean[second.text().length() + 1];
        second.tokens().forEach(token -> cut[token.end()] = true);
        for (Token token : first.tokens()) {
            if (!cut[token.end()] && (cuts.isEmpty() || cuts.getLast().intValue() != token.end())) {
                cuts.add(token.end());
            }
        }
        return cuts;
    }
}
