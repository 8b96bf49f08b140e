package dev.assay.quantization;

import dev.assay.onnx.OnnxModel;
import dev.assay.quantization.RuntimeActivations.Fed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The built-in image classifier and its test pictures, from the sources of the content module. */
final class FashionCnn {
    private static final Path ZOO = Path.of("../content/src/main/zoo");
    private static final int PIXELS = 28 * 28;
    private static final int HEADER_LENGTH_AT = 8;

    private FashionCnn() {}

    static OnnxModel model() throws IOException {
        return OnnxModel.read(ZOO.resolve("fashion-cnn.onnx"));
    }

    /** Pictures {@code [from, to)} in batches. */
    static RuntimeActivations pictures(int from, int to, int batch) throws IOException {
        FloatBuffer all = array("pixels").asFloatBuffer();
        List<Map<String, Fed>> examples = new ArrayList<>();
        for (int i = from; i < to; i += batch) {
            FloatBuffer pixels = FloatBuffer.allocate(batch * PIXELS);
            pixels.put(all.slice(i * PIXELS, batch * PIXELS)).flip();
            ByteBuffer direct =
                    ByteBuffer.allocateDirect(Float.BYTES * batch * PIXELS).order(ByteOrder.nativeOrder());
            direct.asFloatBuffer().put(pixels);
            examples.add(Map.of("pixels", new Fed(direct.asFloatBuffer(), List.of((long) batch, 1L, 28L, 28L))));
        }
        return new RuntimeActivations(examples);
    }

    /** The class of each picture. */
    static long[] labels() throws IOException {
        LongBuffer labels = array("labels").asLongBuffer();
        long[] values = new long[labels.remaining()];
        labels.get(values);
        return values;
    }

    /** The values of one array, in the order and width in which numpy stored them. */
    private static ByteBuffer array(String name) throws IOException {
        try (InputStream file = Files.newInputStream(ZOO.resolve("fashion-test.npz"));
                ZipInputStream zip = new ZipInputStream(file)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().equals(name + ".npy")) {
                    ByteBuffer bytes = ByteBuffer.wrap(zip.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
                    bytes.position(HEADER_LENGTH_AT + Short.BYTES + bytes.getShort(HEADER_LENGTH_AT));
                    return bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
                }
            }
        }
        throw new IOException("no array " + name);
    }
}
