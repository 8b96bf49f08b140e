package dev.assay.learning.tokens;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How BERT prepares a text, with the place in the original of every character that is left: control characters go, white
 * space becomes a blank, each Chinese character becomes a word, accents and case are dropped, words are cut at blanks and
 * around punctuation.
 *
 * <p>The rules are those of Hugging Face's {@code BertNormalizer} and {@code BertPreTokenizer} (tokenizers,
 * {@code normalizers/bert.rs}, {@code pre_tokenizers/bert.rs}), which differ in small things from Google's
 * {@code tokenization.py}. Canonical decomposition is done character by character, which differs from that of a whole text
 * only in the order of two marks behind the same letter that are both kept.
 *
 * @param cleanText    drops control characters and normalises white space
 * @param chinese      makes words of Chinese characters
 * @param stripAccents drops non-spacing marks behind canonical decomposition
 * @param lowercase    drops case
 */
public record BertText(boolean cleanText, boolean chinese, boolean stripAccents, boolean lowercase) {
    /** What uncased models, such as MiniLM, do. */
    public static final BertText UNCASED = new BertText(true, true, true, true);

    /** Ranges of Chinese characters, first and last; the one from U+2B920 begins there in the source too. */
    private static final int[] CHINESE = {
        0x4E00, 0x9FFF, 0x3400, 0x4DBF, 0x20000, 0x2A6DF, 0x2A700, 0x2B73F, 0x2B740, 0x2B81F, 0x2B920, 0x2CEAF, 0xF900,
        0xFAFF, 0x2F800, 0x2FA1F
    };

    /** A word behind the preparation: its code points, and which code units of the original each came from. */
    static final class Word {
        private final int[] characters;
        private final int[] starts;
        private final int[] ends;

        private Word(int[] characters, int[] starts, int[] ends) {
            this.characters = characters;
            this.starts = starts;
            this.ends = ends;
        }

        int length() {
            return characters.length;
        }

        String text(int from, int to) {
            return new String(characters, from, to - from);
        }

        int start(int character) {
            return starts[character];
        }

        int end(int character) {
            return ends[character];
        }
    }

    /** The words between two places of a text. */
    List<Word> words(String text, int from, int to) {
        Collector collector = new Collector();
        for (int unit = from; unit < to; ) {
            int character = text.codePointAt(unit);
            int end = unit + Character.charCount(character);
            prepare(character, unit, end, collector);
            unit = end;
        }
        collector.close();
        return collector.words;
    }

    private void prepare(int given, int start, int end, Collector collector) {
        int character = given;
        if (cleanText) {
            if (character == 0 || character == 0xFFFD || isControl(character)) {
                return;
            }
            character = Texts.isWhiteSpace(character) ? ' ' : character;
        }
        boolean alone = chinese && isChinese(character);
        if (alone) {
            collector.close();
        }
        String characters = Character.toString(character);
        if (stripAccents) {
            characters = Normalizer.normalize(characters, Normalizer.Form.NFD);
        }
        characters.codePoints().forEach(part -> {
            if (!stripAccents || Character.getType(part) != Character.NON_SPACING_MARK) {
                String cased = Character.toString(part);
                (lowercase ? cased.toLowerCase(Locale.ROOT) : cased)
                        .codePoints()
                        .forEach(left -> collector.add(left, start, end));
            }
        });
        if (alone) {
            collector.close();
        }
    }

    /** Control, format and private use characters, but for the three that count as white space. */
    private static boolean isControl(int character) {
        if (character == '\t' || character == '\n' || character == '\r') {
            return false;
        }
        int type = Character.getType(character);
        return type == Character.CONTROL || type == Character.FORMAT || type == Character.PRIVATE_USE;
    }

    private static boolean isChinese(int character) {
        for (int i = 0; i < CHINESE.length; i += 2) {
            if (character >= CHINESE[i] && character <= CHINESE[i + 1]) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPunctuation(int character) {
        if (character < 0x80) {
            return character > ' ' && character != 0x7F && !Character.isLetterOrDigit(character);
        }
        return switch (Character.getType(character)) {
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION -> true;
            default -> false;
        };
    }

    /** Gathers characters into words. */
    private static final class Collector {
        private final List<Word> words = new ArrayList<>();
        private int[] characters = new int[16];
        private int[] starts = new int[16];
        private int[] ends = new int[16];
        private int length;

        void add(int character, int start, int end) {
            if (Texts.isWhiteSpace(character)) {
                close();
                return;
            }
            boolean punctuation = isPunctuation(character);
            if (punctuation) {
                close();
            }
            if (length == characters.length) {
                characters = Arrays.copyOf(characters, 2 * length);
                starts = Arrays.copyOf(starts, 2 * length);
                ends = Arrays.copyOf(ends, 2 * length);
            }
            characters[length] = character;
            starts[length] = start;
            ends[length++] = end;
            if (punctuation) {
                close();
            }
        }

        void close() {
            if (length > 0) {
                words.add(new Word(
                        Arrays.copyOf(characters, length), Arrays.copyOf(starts, length), Arrays.copyOf(ends, length)));
                length = 0;
            }
        }
    }
}
