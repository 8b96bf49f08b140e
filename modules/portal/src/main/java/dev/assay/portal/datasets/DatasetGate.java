package dev.assay.portal.datasets;

import dev.assay.portal.Refusal;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.stream.JsonParser;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether a file can be a dataset of its format: first bytes, directory, headers. Pictures are never decoded here
 * and text is never tokenized; that happens in a job process.
 */
final class DatasetGate {
    private static final int HEADERS_READ = 256;
    private static final int LONGEST_LINE = 1 << 16;
    private static final int MOST_EXAMPLES = 10_000_000;
    private static final int PICTURES_OPENED = 16;

    private DatasetGate() {}

    /** What the look told: the number of examples where it can be known, and the names of arrays. */
    record Facts(@Nullable Integer examples, List<String> arrays) {}

    /**
     * Looks at a file.
     *
     * @throws Refusal INVALID with one sentence that says what is wrong
     */
    static Facts check(Path file, DatasetFormat format) throws IOException {
        if (Files.size(file) == 0) {
            throw Refusal.invalid("EMPTY", "The file is empty; nothing was stored, send one with examples.");
        }
        return switch (format) {
            case NPZ -> npz(file);
            case NPY_ZIP -> npyFolder(file);
            case IMAGES_ZIP -> pictures(file);
            case TEXT -> text(file);
        };
    }

    private static Facts npz(Path file) throws IOException {
        try (ZipDirectory zip = ZipDirectory.open(file)) {
            List<String> arrays = new ArrayList<>();
            long examples = -1;
            for (ZipEntry entry : withEnding(zip, "npz")) {
                NpyHeader header = header(zip, entry);
                String name = entry.getName().substring(0, entry.getName().length() - 4);
                if (header.shape().isEmpty()) {
                    throw Refusal.invalid(
                            "NO_EXAMPLES",
                            "The array " + shown(name) + " has no axis for the examples; nothing was stored, its first"
                                    + " axis has to count them.");
                }
                long rows = header.shape().getFirst();
                if (examples >= 0 && rows != examples) {
                    throw Refusal.invalid(
                            "UNEVEN_ARRAYS",
                            "The array " + shown(name) + " has " + rows + " examples and another one " + examples
                                    + "; nothing was stored, every array needs the same first axis.");
                }
                examples = rows;
                arrays.add(name);
            }
            return new Facts(counted(examples), List.copyOf(arrays));
        }
    }

    private static Facts npyFolder(Path file) throws IOException {
        try (ZipDirectory zip = ZipDirectory.open(file)) {
            List<ZipEntry> entries = withEnding(zip, "npy-zip");
            for (ZipEntry entry : entries.subList(0, Math.min(HEADERS_READ, entries.size()))) {
                header(zip, entry);
            }
            return new Facts(null, List.of());
        }
    }

    private static List<ZipEntry> withEnding(ZipDirectory zip, String format) {
        for (ZipEntry entry : zip.files()) {
            if (!entry.getName().endsWith(".npy")) {
                throw Refusal.invalid(
                        "NOT_NPY",
                        "The file holds " + shown(entry.getName()) + ", and a dataset of the format " + format
                                + " holds .npy files only; nothing was stored.");
            }
        }
        if (zip.files().isEmpty()) {
            throw noExamples();
        }
        return zip.files();
    }

    private static NpyHeader header(ZipDirectory zip, ZipEntry entry) throws IOException {
        Optional<NpyHeader> header;
        try (InputStream in = zip.open(entry)) {
            header = NpyHeader.read(in);
        } catch (java.util.zip.ZipException e) {
            throw new Refusal(
                    Refusal.Kind.INVALID,
                    "BAD_ZIP",
                    "The entry " + shown(entry.getName()) + " cannot be unpacked; nothing was stored, pack it again.",
                    e);
        }
        if (header.isEmpty()) {
            throw Refusal.invalid(
                    "NOT_NPY",
                    "The entry " + shown(entry.getName()) + " is not a .npy array; nothing was stored, write it with"
                            + " numpy.save or numpy.savez.");
        }
        if (!header.get().numeric()) {
            throw Refusal.invalid(
                    "NOT_NUMBERS",
                    "The array " + shown(entry.getName()) + " holds "
                            + shown(header.get().type())
                            + " and not numbers; nothing was stored, convert it to a number type.");
        }
        return header.get();
    }

    private static Facts pictures(Path file) throws IOException {
        try (ZipDirectory zip = ZipDirectory.open(file)) {
            List<ZipEntry> pictures =
                    zip.files().stream().filter(DatasetGate::pictureName).toList();
            if (pictures.isEmpty()) {
                throw Refusal.invalid(
                        "NO_EXAMPLES", "The zip file holds no .png, .jpg or .jpeg file; nothing was stored.");
            }
            for (ZipEntry entry : pictures.subList(0, Math.min(PICTURES_OPENED, pictures.size()))) {
                byte[] start;
                try (InputStream in = zip.open(entry)) {
                    start = in.readNBytes(4);
                }
                if (!pictureStart(start)) {
                    throw Refusal.invalid(
                            "NOT_A_PICTURE",
                            "The entry " + shown(entry.getName())
                                    + " does not begin like a PNG or JPEG picture; nothing was stored.");
                }
            }
            return new Facts(pictures.size(), List.of());
        }
    }

    private static boolean pictureName(ZipEntry entry) {
        return entry.getName().toLowerCase(Locale.ROOT).matches("(?s).*\\.(png|jpe?g)");
    }

    private static boolean pictureStart(byte[] b) {
        return b.length == 4
                && ((b[0] == (byte) 0x89 && b[1] == 'P' && b[2] == 'N' && b[3] == 'G')
                        || (b[0] == (byte) 0xff && b[1] == (byte) 0xd8));
    }

    private static Facts text(Path file) throws IOException {
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        long lines = 0;
        int length = 0;
        boolean blank = true;
        try (Reader in = new InputStreamReader(Files.newInputStream(file), decoder)) {
            char[] buffer = new char[1 << 16];
            int n;
            while ((n = in.read(buffer)) >= 0) {
                for (int i = 0; i < n; i++) {
                    char c = buffer[i];
                    if (c == '\n') {
                        lines += blank ? 0 : 1;
                        length = 0;
                        blank = true;
                    } else if (c == 0) {
                        throw notText(null);
                    } else {
                        blank &= Character.isWhitespace(c);
                        if (++length > LONGEST_LINE) {
                            throw Refusal.invalid(
                                    "LONG_LINE",
                                    "A line has more than " + LONGEST_LINE
                                            + " characters; nothing was stored, write one example a line.");
                        }
                    }
                }
            }
        } catch (CharacterCodingException e) {
            throw notText(e);
        }
        return new Facts(counted(lines + (blank ? 0 : 1)), List.of());
    }

    private static Refusal notText(@Nullable Throwable cause) {
        return new Refusal(
                Refusal.Kind.INVALID,
                "NOT_TEXT",
                "The file is not UTF-8 text; nothing was stored, save it as UTF-8 with one example a line.",
                cause);
    }

    private static Integer counted(long examples) {
        if (examples < 1) {
            throw noExamples();
        }
        return (int) Math.min(examples, MOST_EXAMPLES);
    }

    private static Refusal noExamples() {
        return Refusal.invalid("NO_EXAMPLES", "The file holds no example; nothing was stored.");
    }

    /**
     * Looks whether a file can be a {@code tokenizer.json}: one JSON object with a member {@code model}.
     *
     * @throws Refusal NOT_A_TOKENIZER
     */
    static void checkTokenizer(Path file) throws IOException {
        boolean model = false;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
                JsonParser parser = Json.createParser(in)) {
            // Depth is counted here: the parser's own skipping never ends when the file does.
            int depth = 0;
            boolean object = parser.hasNext() && parser.next() == JsonParser.Event.START_OBJECT;
            while (object && parser.hasNext()) {
                switch (parser.next()) {
                    case KEY_NAME -> model |= depth == 0 && parser.getString().equals("model");
                    case START_OBJECT, START_ARRAY -> depth++;
                    case END_OBJECT, END_ARRAY -> depth--;
                    default -> {
                        // a scalar tells nothing
                    }
                }
            }
        } catch (JsonException | IllegalStateException | NoSuchElementException e) {
            throw notATokenizer(e);
        }
        if (!model) {
            throw notATokenizer(null);
        }
    }

    private static Refusal notATokenizer(@Nullable Throwable cause) {
        return new Refusal(
                Refusal.Kind.INVALID,
                "NOT_A_TOKENIZER",
                "The file is not a tokenizer.json as Hugging Face tokenizers write it; nothing was stored.",
                cause);
    }

    private static String shown(String name) {
        String clean = name.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
        return clean.length() <= 80 ? clean : clean.substring(0, 80) + "...";
    }
}
