package dev.assay.portal.datasets;

import static dev.assay.portal.datasets.DatasetsFixture.npy;
import static dev.assay.portal.datasets.DatasetsFixture.zip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.portal.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetGateTest {
    private static final byte[] ONE = npy("'<f4'", "(3, 2)", 24);

    @TempDir
    Path directory;

    @Test
    void arraysAreNamedAndCountedFromTheirHeaders() throws IOException {
        byte[] file = zip(new TreeMap<>(Map.of("a/b.npy", ONE, "labels.npy", npy("'<i8'", "(3,)", 24))));
        assertThat(check(file, DatasetFormat.NPZ).examples()).isEqualTo(3);
        assertThat(check(file, DatasetFormat.NPZ).arrays()).containsExactly("a/b", "labels");
        assertThat(check(file, DatasetFormat.NPY_ZIP).examples()).isNull();
    }

    @Test
    void whatPackingProgramsAddIsNotLookedAt() throws IOException {
        byte[] file = zip(Map.of("x.npy", ONE, "__MACOSX/._x.npy", new byte[3], ".DS_Store", new byte[3]));
        assertThat(check(file, DatasetFormat.NPZ).arrays()).containsExactly("x");
    }

    @Test
    void picturesAreCountedAndNeverDecoded() throws IOException {
        byte[] png = {(byte) 0x89, 'P', 'N', 'G', 1, 2, 3};
        byte[] file = zip(Map.of("cat/1.PNG", png, "dog/2.png", png, "labels.csv", new byte[] {65}));
        assertThat(check(file, DatasetFormat.IMAGES_ZIP).examples()).isEqualTo(2);
    }

    @Test
    void aJobCallsAFormatAsItsReadersDo() {
        assertThat(DatasetFormat.values())
                .extracting(DatasetFormat::readers)
                .containsExactly("npz", "npy", "images", "text");
    }

    @Test
    void linesWithContentAreExamples() throws IOException {
        assertThat(check("eins\r\n\n  \nzwei\tdrei".getBytes(StandardCharsets.UTF_8), DatasetFormat.TEXT)
                        .examples())
                .isEqualTo(2);
    }

    @Test
    void eachFlawHasItsOwnSentence() {
        refused("EMPTY", new byte[0], DatasetFormat.TEXT);
        refused("NO_EXAMPLES", " \n\n".getBytes(StandardCharsets.UTF_8), DatasetFormat.TEXT);
        refused("NOT_TEXT", new byte[] {'a', 0, 'b'}, DatasetFormat.TEXT);
        refused("NOT_TEXT", new byte[] {(byte) 0xc3, 'a'}, DatasetFormat.TEXT);
        refused("LONG_LINE", "x".repeat(70_000).getBytes(StandardCharsets.UTF_8), DatasetFormat.TEXT);
        refused("NOT_A_ZIP", ONE, DatasetFormat.NPZ);
        byte[] whole = zip(Map.of("x.npy", ONE));
        refused("NOT_A_ZIP", Arrays.copyOf(whole, whole.length - 30), DatasetFormat.NPZ);
        refused("NOT_NPY", zip(Map.of("x.npy", new byte[] {1, 2})), DatasetFormat.NPZ);
        refused("NOT_NPY", zip(Map.of("x.txt", ONE)), DatasetFormat.NPY_ZIP);
        refused("NOT_NUMBERS", zip(Map.of("x.npy", npy("'|O'", "(3,)", 24))), DatasetFormat.NPZ);
        refused("NO_EXAMPLES", zip(Map.of("x.npy", npy("'<f4'", "()", 4))), DatasetFormat.NPZ);
        refused("NO_EXAMPLES", zip(Map.of("x.npy", npy("'<f4'", "(0, 4)", 0))), DatasetFormat.NPZ);
        refused("UNEVEN_ARRAYS", zip(Map.of("x.npy", ONE, "y.npy", npy("'<f4'", "(4, 2)", 32))), DatasetFormat.NPZ);
        refused("BAD_ZIP", zip(Map.of("../x.npy", ONE)), DatasetFormat.NPZ);
        refused("NO_EXAMPLES", zip(Map.of("x.txt", ONE)), DatasetFormat.IMAGES_ZIP);
        refused("NOT_A_PICTURE", zip(Map.of("x.png", ONE)), DatasetFormat.IMAGES_ZIP);
    }

    @Test
    void aZipOfEndlessEntriesIsRefusedBeforeItsDirectoryIsRead() {
        byte[] file = zip(Map.of("x.npy", ONE));
        int end = file.length - 22;
        file[end + 8] = file[end + 10] = (byte) 0xff;
        file[end + 9] = file[end + 11] = (byte) 0xff;
        refused("ZIP_TOO_LARGE", file, DatasetFormat.NPZ);
    }

    @Test
    void aTokenizerIsAJsonObjectWithAModel() throws IOException {
        DatasetGate.checkTokenizer(file("{\"version\":\"1.0\",\"model\":{\"type\":\"WordPiece\"}}"));
        for (String wrong : new String[] {"", "[]", "{\"version\":1}", "{\"model\":{", "{\"a\":{\"model\":1}}", "x"}) {
            Path file = file(wrong);
            assertThatThrownBy(() -> DatasetGate.checkTokenizer(file))
                    .as(wrong)
                    .isInstanceOf(Refusal.class)
                    .extracting(e -> ((Refusal) e).code())
                    .isEqualTo("NOT_A_TOKENIZER");
        }
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("file"), text);
    }

    private DatasetGate.Facts check(byte[] content, DatasetFormat format) throws IOException {
        return DatasetGate.check(Files.write(directory.resolve("file"), content), format);
    }

    private void refused(String code, byte[] content, DatasetFormat format) {
        assertThatThrownBy(() -> check(content, format))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("nothing was stored")
                .extracting(e -> ((Refusal) e).code())
                .isEqualTo(code);
    }
}
