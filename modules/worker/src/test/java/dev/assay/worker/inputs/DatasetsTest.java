package dev.assay.worker.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.protocol.ArtifactRef;
import dev.assay.protocol.DatasetRef;
import dev.assay.runtime.ElementType;
import dev.assay.runtime.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetsTest {
    private static final InputSlot VECTOR = slot(ElementType.FLOAT, List.of(1L, 4L), List.of(-1L, 4L));
    private static final InputSlot IMAGE = slot(ElementType.FLOAT, List.of(1L, 3L, 2L, 2L), List.of(-1L, 3L, 2L, 2L));

    @TempDir
    Path directory;

    private static InputSlot slot(ElementType type, List<Long> shape, List<Long> declared) {
        return new InputSlot("x", type, shape, declared);
    }

    private static Rows open(Path data, InputSlot... slots) throws InputException, IOException {
        ArtifactRef ref = new ArtifactRef("0".repeat(64), 1);
        return Datasets.open(
                new DatasetRef("d", Datasets.format(data), ref, null, null), data, null, List.of(slots), true);
    }

    private static void assertRefused(Path data, InputSlot slot, String words) {
        assertThatThrownBy(() -> {
                    try (Rows rows = open(data, slot)) {
                        rows.example(List.of(0));
                    }
                })
                .isInstanceOf(InputException.class)
                .hasMessageContaining(words)
                .hasMessageMatching("[^\\n]*\\.");
    }

    private static NpyArray array(List<Long> shape, float... values) {
        ByteBuffer data = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(values);
        return new NpyArray(ElementType.FLOAT, shape, data);
    }

    /** The bytes of an {@code .npy} file, taken out of an {@code .npz}. */
    private static byte[] npy(NpyArray array) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Npz.write(out, Map.of("a", array));
        try (ZipInputStream zip = new ZipInputStream(new java.io.ByteArrayInputStream(out.toByteArray()))) {
            assertThat(zip.getNextEntry()).isNotNull();
            return zip.readAllBytes();
        }
    }

    private Path zip(Map<String, byte[]> files) throws IOException {
        Path file = Files.createTempFile(directory, "data", ".zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> entry : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return file;
    }

    private static byte[] png(int width, int height, int rgb) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, rgb);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    @Test
    void wholeArraysInADirectoryReadLikeThoseInAnNpz() throws Exception {
        NpyArray array = array(List.of(3L, 4L), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        Path npz = directory.resolve("a.npz");
        try (OutputStream out = Files.newOutputStream(npz)) {
            Npz.write(out, Map.of("x", array));
        }
        Path folder = Files.createDirectory(directory.resolve("folder"));
        Files.write(folder.resolve("x.npy"), npy(array));
        Files.writeString(folder.resolve(".DS_Store"), "left behind");
        for (Path data : List.of(npz, folder)) {
            try (Rows rows = open(data, VECTOR)) {
                assertThat(rows.count()).isEqualTo(3);
                Tensor tensor = rows.example(List.of(2)).get("x");
                assertThat(tensor.shape()).containsExactly(1L, 4L);
                assertThat(tensor.toFloats()).containsExactly(8, 9, 10, 11);
            }
        }
    }

    @Test
    void numberedFilesAreOneExampleEachInTheOrderOfTheirNumbers() throws Exception {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("x_10.npy", npy(array(List.of(1L, 4L), 5, 5, 5, 5)));
        files.put("x_2.npy", npy(array(List.of(4L), 2, 2, 2, 2)));
        files.put("readme.txt", "text".getBytes(StandardCharsets.UTF_8));
        try (Rows rows = open(zip(files), VECTOR)) {
            assertThat(rows.count()).isEqualTo(2);
            assertThat(rows.example(List.of(0)).get("x").toFloats()).containsExactly(2, 2, 2, 2);
            assertThat(rows.example(List.of(1)).get("x").toFloats()).containsExactly(5, 5, 5, 5);
        }
        InputSlot pairs = slot(ElementType.FLOAT, List.of(2L, 4L), List.of(-1L, 4L));
        files.remove("x_10.npy");
        files.put("x_3.npy", npy(array(List.of(4L), 3, 3, 3, 3)));
        try (Rows rows = open(zip(files), pairs)) {
            assertThat(rows.batch()).isEqualTo(2);
            assertThat(rows.example(List.of(1, 0)).get("x").toFloats()).containsExactly(3, 3, 3, 3, 2, 2, 2, 2);
        }
    }

    @Test
    void imagesTakeSizeAndOrderOfAxesFromTheModel() throws Exception {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("b.png", png(5, 3, 0x0000ff));
        files.put("a.PNG", png(2, 2, 0xff8000));
        Path data = zip(files);
        try (Rows rows = open(data, IMAGE)) {
            assertThat(rows.example(List.of(0)).get("x").toFloats())
                    .containsExactly(1, 1, 1, 1, 128 / 255f, 128 / 255f, 128 / 255f, 128 / 255f, 0, 0, 0, 0);
            assertThat(rows.example(List.of(1)).get("x").toFloats())
                    .containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1);
        }
        InputSlot last = slot(ElementType.UINT8, List.of(1L, 1L, 1L, 3L), List.of(-1L, -1L, -1L, 3L));
        try (Rows rows = open(data, last)) {
            assertThat(rows.example(List.of(0)).get("x").toFloats()).containsExactly(255, 128, 0);
        }
        files.put(
                "preprocess.json",
                "{\"mean\": [0.5, 0.5, 0.5], \"std\": [0.5, 0.25, 1], \"channels\": \"bgr\"}"
                        .getBytes(StandardCharsets.UTF_8));
        try (Rows rows = open(zip(files), slot(ElementType.FLOAT, List.of(1L, 3L, 1L, 1L), List.of(1L, 3L, 1L, 1L)))) {
            assertThat(rows.example(List.of(0)).get("x").toFloats())
                    .containsExactly(-1f, (float) ((128 / 255.0 - 0.5) / 0.25), 0.5f);
        }
    }

    @Test
    void eachFaultHasItsSentence() throws Exception {
        NpyArray vector = array(List.of(1L, 4L), 1, 2, 3, 4);
        assertRefused(zip(Map.of("y.npy", npy(vector))), VECTOR, "no array x; it has [y]");
        assertRefused(zip(Map.of("x.npy", npy(array(List.of(0L, 4L))))), VECTOR, "no examples");
        assertRefused(zip(Map.of("x.npy", npy(array(List.of(1L, 5L), 1, 2, 3, 4, 5)))), VECTOR, "[-1, 4]");
        assertRefused(zip(Map.of("x.npy", npy(array(List.of(1L, 1L, 4L, 1L), 1, 2, 3, 4)))), VECTOR, "has shape");
        assertRefused(zip(Map.of("x_0.npy", npy(array(List.of(2L, 4L), new float[8])))), VECTOR, "one example of");
        InputSlot whole = slot(ElementType.INT64, List.of(1L, 4L), List.of(-1L, 4L));
        assertRefused(zip(Map.of("x.npy", npy(vector))), whole, "holds FLOAT, but the model takes INT64");
        assertRefused(zip(Map.of("x.npy", new byte[9])), VECTOR, "not in NumPy's format");
        assertRefused(zip(Map.of("x.npy", npy(vector), "a.png", png(1, 1, 0))), VECTOR, "arrays and images");
        assertRefused(zip(Map.of("a.md", new byte[1])), VECTOR, "neither .npy arrays nor PNG");
        assertRefused(zip(Map.of("a.png", png(1, 1, 0))), VECTOR, "which no image fills");
        assertRefused(zip(Map.of("a.png", new byte[20])), IMAGE, "neither a PNG nor a JPEG");
        byte[] cut = java.util.Arrays.copyOf(png(9, 9, 1), 45);
        assertRefused(zip(Map.of("a.png", cut)), IMAGE, "cannot be read");
        byte[] typo = "{\"means\": [0]}".getBytes(StandardCharsets.UTF_8);
        assertRefused(zip(Map.of("a.png", png(1, 1, 0), "preprocess.json", typo)), IMAGE, "member means");
        byte[] zero = "{\"std\": [1, 0, 1]}".getBytes(StandardCharsets.UTF_8);
        assertRefused(zip(Map.of("a.png", png(1, 1, 0), "preprocess.json", zero)), IMAGE, "std of 0");
        Path text = Files.writeString(directory.resolve("lines.txt"), "one\n");
        assertRefused(text, VECTOR, "comes without a tokenizer");
        assertRefused(Files.createFile(directory.resolve("empty.npz")), VECTOR, "is empty");
        assertRefused(Files.writeString(directory.resolve("page.html"), "<html>"), VECTOR, "none that can be read");
    }

    @Test
    void imagesThatDeclareMorePixelsThanAnybodyNeedsAreNotDecoded() throws Exception {
        byte[] bomb = png(1, 1, 0);
        ByteBuffer.wrap(bomb).putInt(16, 60_000).putInt(20, 60_000); // width and height in the IHDR chunk
        java.util.zip.CRC32 crc = new java.util.zip.CRC32();
        crc.update(bomb, 12, 17);
        ByteBuffer.wrap(bomb).putInt(29, (int) crc.getValue());
        assertRefused(zip(Map.of("a.png", bomb)), IMAGE, "60000 x 60000 pixels");
    }

    @Test
    void arraysThatSwellBeyondTheLimitAreNotRead() throws Exception {
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (200000000, 4), }";
        ByteArrayOutputStream swollen = new ByteArrayOutputStream();
        swollen.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0});
        swollen.write(header.getBytes(StandardCharsets.US_ASCII));
        assertRefused(zip(Map.of("x.npy", swollen.toByteArray())), VECTOR, "more than 512 MiB");
    }

    @Test
    void aDirectoryHasAnIdentity() throws Exception {
        Path folder = Files.createDirectory(directory.resolve("images"));
        Files.write(folder.resolve("a.png"), png(1, 1, 0));
        String before = Datasets.sha256OfDirectory(folder);
        assertThat(before).hasSize(64).isEqualTo(Datasets.sha256OfDirectory(folder));
        Files.write(folder.resolve("b.png"), png(1, 1, 0));
        assertThat(Datasets.sha256OfDirectory(folder)).isNotEqualTo(before);
    }
}
