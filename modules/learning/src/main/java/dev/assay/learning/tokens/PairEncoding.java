package dev.assay.learning.tokens;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Byte-pair encoding with merges of its own: the symbols of a piece are merged in the order in which the merges were
 * learnt, leftmost first. Takes {@code n log n} steps for a piece of {@code n} symbols, whatever the piece is.
 *
 * <p>Source of the algorithm: Sennrich, Haddow, Birch, Neural Machine Translation of Rare Words with Subword Units, 2016.
 */
public final class PairEncoding implements Tokenizer {
    /** What a merge starts from. */
    public enum Alphabet {
        /** The 256 bytes: everything can be encoded and had back. */
        BYTES,
        /** The characters of the training corpus, by code point; another character has number -1. */
        CHARACTERS
    }

    /** Two symbols, by number, and the number of what they become. */
    public record Merge(int left, int right, int id) {}

    private record Pair(int left, int right) {}

    private record Rank(int rank, int id) {}

    private final Alphabet alphabet;
    private final Split split;
    private final List<Merge> merges;
    private final List<byte[]> spellings;
    private final Map<Integer, Integer> characters = new HashMap<>();
    private final Map<Pair, Rank> ranks = new HashMap<>();

    PairEncoding(Alphabet alphabet, Split split, List<byte[]> spellings, List<Merge> merges) {
        this.alphabet = alphabet;
        this.split = split;
        this.merges = List.copyOf(merges);
        this.spellings = List.copyOf(spellings);
        if (alphabet == Alphabet.CHARACTERS) {
            for (int id = 0; id < spellings.size() - merges.size(); id++) {
                String character = new String(spellings.get(id), StandardCharsets.UTF_8);
                characters.put(character.codePointAt(0), id);
            }
        }
        for (Merge merge : merges) {
            ranks.putIfAbsent(new Pair(merge.left(), merge.right()), new Rank(ranks.size(), merge.id()));
        }
    }

    @Override
    public String name() {
        return alphabet == Alphabet.BYTES ? "byte pairs, trained here" : "character pairs, trained here";
    }

    @Override
    public int vocabularySize() {
        return spellings.size();
    }

    /** In the order in which they were learnt. */
    public List<Merge> merges() {
        return merges;
    }

    /** The bytes of a token. */
    public byte[] bytes(int id) {
        if (id < 0 || id >= spellings.size()) {
            throw new IllegalArgumentException(
                    "There is no token " + id + "; the last one is " + (spellings.size() - 1) + ".");
        }
        return spellings.get(id).clone();
    }

    /** The text of a list of tokens; bytes that are no UTF-8 become U+FFFD. */
    public String decode(int[] ids) {
        List<byte[]> pieces = new ArrayList<>();
        for (int id : ids) {
            pieces.add(bytes(id));
        }
        return new String(Texts.join(pieces), StandardCharsets.UTF_8);
    }

    @Override
    public Tokenization encode(String given) {
        String text = Texts.wellFormed(given);
        Texts places = new Texts(text);
        List<Token> tokens = new ArrayList<>();
        int unit = 0;
        int byteAt = 0;
        for (int[] span : split.spans(text)) {
            byteAt += text.substring(unit, span[0]).getBytes(StandardCharsets.UTF_8).length;
            Piece piece = symbols(text.substring(span[0], span[1]));
            merge(piece);
            for (int i = 0; i < piece.ids.length; i = piece.next[i]) {
                byte[] spelling = piece.ids[i] < 0 ? piece.spelling(i) : spellings.get(piece.ids[i]);
                tokens.add(places.token(piece.ids[i], spelling, byteAt, byteAt + spelling.length, false));
                byteAt += spelling.length;
            }
            unit = span[1];
        }
        return new Tokenization(name(), text, tokens);
    }

    private Piece symbols(String text) {
        if (alphabet == Alphabet.BYTES) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            int[] ids = new int[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                ids[i] = bytes[i] & 0xff;
            }
            return new Piece(ids, new int[0]);
        }
        int[] codePoints = text.codePoints().toArray();
        return new Piece(
                Arrays.stream(codePoints)
                        .map(character -> characters.getOrDefault(character, -1))
                        .toArray(),
                codePoints);
    }

    /** Merges in place: a merged symbol stands at the place of its first part. */
    private void merge(Piece piece) {
        int[] ids = piece.ids;
        int[] next = piece.next;
        int[] previous = new int[ids.length];
        PriorityQueue<Long> queue = new PriorityQueue<>();
        for (int i = 0; i < ids.length; i++) {
            previous[i] = i - 1;
            next[i] = i + 1;
            offer(queue, ids, i, i + 1);
        }
        boolean[] gone = new boolean[ids.length];
        while (!queue.isEmpty()) {
            long best = queue.remove();
            int rank = (int) (best >>> 32);
            int left = (int) best;
            if (gone[left] || next[left] == ids.length) {
                continue;
            }
            int right = next[left];
            Rank now = ranks.get(new Pair(ids[left], ids[right]));
            if (now == null || now.rank() != rank) {
                // One of the two was merged with another neighbour since.
                continue;
            }
            ids[left] = now.id();
            gone[right] = true;
            next[left] = next[right];
            if (next[left] < ids.length) {
                previous[next[left]] = left;
                offer(queue, ids, left, next[left]);
            }
            if (previous[left] >= 0) {
                offer(queue, ids, previous[left], left);
            }
        }
    }

    private void offer(PriorityQueue<Long> queue, int[] ids, int left, int right) {
        if (right < ids.length) {
            Rank rank = ranks.get(new Pair(ids[left], ids[right]));
            if (rank != null) {
                queue.add(((long) rank.rank() << 32) | left);
            }
        }
    }

    private static final class Piece {
        final int[] ids;
        final int[] next;
        private final int[] codePoints;

        Piece(int[] ids, int[] codePoints) {
            this.ids = ids;
            this.next = new int[ids.length];
            this.codePoints = codePoints;
        }

        byte[] spelling(int at) {
            return Character.toString(codePoints[at]).getBytes(StandardCharsets.UTF_8);
        }
    }
}
