package dev.assay.learning.tokens;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The byte-level byte-pair encodings that OpenAI published. A text is cut by a pattern, each piece is taken as UTF-8
 * bytes, and the neighbours of lowest rank are merged until none are left. Every byte is a token, so any text can be
 * encoded and had back.
 *
 * <p>Vocabularies and merging are JTokkit's; the control tokens and their numbers are those of OpenAI's tiktoken
 * ({@code tiktoken_ext/openai_public.py}).
 */
public final class OpenAiEncoding implements Tokenizer {
    /** Most bytes of a text whose merges are shown. */
    public static final int LONGEST_REPLAY = 400;

    private static final EncodingRegistry REGISTRY = Encodings.newLazyEncodingRegistry();

    private final Encoding encoding;
    private final String name;
    private final int textTokens;
    private final SequencedMap<String, Integer> specials;
    private final Pattern specialPattern;
    private final Map<String, Integer> ranks = new HashMap<>();

    private OpenAiEncoding(EncodingType type, int textTokens, SequencedMap<String, Integer> specials) {
        this.encoding = REGISTRY.getEncoding(type);
        this.name = type.getName();
        this.textTokens = textTokens;
        this.specials = specials;
        this.specialPattern =
                Pattern.compile(specials.keySet().stream().map(Pattern::quote).collect(Collectors.joining("|")));
    }

    /** GPT-2: 50,256 tokens of text. */
    public static OpenAiEncoding gpt2() {
        return Gpt2.ENCODING;
    }

    /** GPT-3.5 and GPT-4: 100,256 tokens of text. */
    public static OpenAiEncoding cl100k() {
        return Cl100k.ENCODING;
    }

    /** GPT-4o: 199,998 tokens of text. */
    public static OpenAiEncoding o200k() {
        return O200k.ENCODING;
    }

    // Each vocabulary is read when it is first asked for, and once: a class is initialised no earlier than it is used.
    private static final class Gpt2 {
        static final OpenAiEncoding ENCODING = openGpt2();
    }

    private static final class Cl100k {
        static final OpenAiEncoding ENCODING = openCl100k();
    }

    private static final class O200k {
        static final OpenAiEncoding ENCODING = openO200k();
    }

    private static OpenAiEncoding openGpt2() {
        SequencedMap<String, Integer> specials = new LinkedHashMap<>();
        specials.put("<|endoftext|>", 50256);
        return new OpenAiEncoding(EncodingType.R50K_BASE, 50256, specials);
    }

    private static OpenAiEncoding openCl100k() {
        SequencedMap<String, Integer> specials = new LinkedHashMap<>();
        specials.put("<|endoftext|>", 100257);
        specials.put("<|fim_prefix|>", 100258);
        specials.put("<|fim_middle|>", 100259);
        specials.put("<|fim_suffix|>", 100260);
        specials.put("<|endofprompt|>", 100276);
        return new OpenAiEncoding(EncodingType.CL100K_BASE, 100256, specials);
    }

    private static OpenAiEncoding openO200k() {
        SequencedMap<String, Integer> specials = new LinkedHashMap<>();
        specials.put("<|endoftext|>", 199999);
        specials.put("<|endofprompt|>", 200018);
        return new OpenAiEncoding(EncodingType.O200K_BASE, 199998, specials);
    }

    @Override
    public String name() {
        return name;
    }

    /** Text and control tokens together. */
    @Override
    public int vocabularySize() {
        return textTokens + specials.size();
    }

    /** Control tokens with their numbers. */
    public SequencedMap<String, Integer> specials() {
        return Collections.unmodifiableSequencedMap(specials);
    }

    @Override
    public Tokenization encode(String text) {
        return encode(text, SpecialText.PLAIN);
    }

    /**
     * Cuts a text.
     *
     * @throws SpecialTokenInText when it spells a control token and {@code mode} is {@link SpecialText#REFUSED}
     */
    public Tokenization encode(String given, SpecialText mode) {
        String text = Texts.wellFormed(given);
        Texts places = new Texts(text);
        List<Token> tokens = new ArrayList<>();
        int byteAt = 0;
        int unit = 0;
        Matcher matcher = specialPattern.matcher(text);
        while (mode != SpecialText.PLAIN && matcher.find()) {
            if (mode == SpecialText.REFUSED) {
                throw new SpecialTokenInText(matcher.group(), matcher.start());
            }
            byteAt = plain(text.substring(unit, matcher.start()), places, byteAt, tokens);
            byte[] spelling = matcher.group().getBytes(StandardCharsets.UTF_8);
            int id = specials.getOrDefault(matcher.group(), -1);
            tokens.add(places.token(id, spelling, byteAt, byteAt + spelling.length, true));
            byteAt += spelling.length;
            unit = matcher.end();
        }
        plain(text.substring(unit), places, byteAt, tokens);
        return new Tokenization(name, text, tokens);
    }

    private int plain(String piece, Texts places, int from, List<Token> tokens) {
        IntArrayList ids = encoding.encodeOrdinary(piece);
        int at = from;
        for (int i = 0; i < ids.size(); i++) {
            byte[] spelling = bytes(ids.get(i));
            tokens.add(places.token(ids.get(i), spelling, at, at + spelling.length, false));
            at += spelling.length;
        }
        return at;
    }

    /**
     * The merges that lead from the bytes of a text to its tokens, in the order of their ranks.
     *
     * @param text at most {@value #LONGEST_REPLAY} bytes in UTF-8
     */
    public List<EncodingStep> replay(String text) {
        Tokenization cut = encode(text);
        List<byte[]> bytes = cut.bytes();
        if (bytes.stream().mapToInt(piece -> piece.length).sum() > LONGEST_REPLAY) {
            throw new IllegalArgumentException("The text has more than " + LONGEST_REPLAY
                    + " bytes, too many to follow merge by merge; shorten it.");
        }
        return new MergeReplay(ranks(), bytes).steps();
    }

    /** Numbers of all text tokens by their bytes, made when first asked for. */
    private synchronized Map<String, Integer> ranks() {
        if (ranks.isEmpty()) {
            for (int id = 0; id < textTokens; id++) {
                ranks.put(new String(bytes(id), StandardCharsets.ISO_8859_1), id);
            }
        }
        return ranks;
    }

    /**
     * The bytes of one token.
     *
     * @throws IllegalArgumentException when there is no token of that number
     */
    public byte[] bytes(int id) {
        IntArrayList one = new IntArrayList(1);
        one.add(id);
        return decodeBytes(one);
    }

    /**
     * The text of a list of tokens; bytes that are no UTF-8 become U+FFFD.
     *
     * @throws IllegalArgumentException when a number names no token
     */
    public String decode(int[] ids) {
        IntArrayList list = new IntArrayList(ids.length);
        for (int id : ids) {
            list.add(id);
        }
        return new String(decodeBytes(list), StandardCharsets.UTF_8);
    }

    private byte[] decodeBytes(IntArrayList ids) {
        for (int i = 0; i < ids.size(); i++) {
            int id = ids.get(i);
            if ((id < 0 || id >= textTokens) && !specials.containsValue(id)) {
                throw new IllegalArgumentException(name + " has no token of the number " + id + ".");
            }
        }
        return encoding.decodeBytes(ids);
    }
}
