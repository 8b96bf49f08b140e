package dev.assay.worker.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.runtime.ElementType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NpzTest {
    @TempDir
    Path directory;

    private static NpyArray floats(float... values) {
        ByteBuffer data = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(values);
        return new NpyArray(ElementType.FLOAT, List.of((long) values.length), data);
    }

    @Test
    void readsWhatItWrote() throws Exception {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        arrays.put("x", floats(1, 2, 3));
        arrays.put("flags", new NpyArray(ElementType.BOOL, List.of(2L, 1L), ByteBuffer.wrap(new byte[] {0, 1})));
        Path file = directory.resolve("a.npz");
        try (OutputStream out = Files.newOutputStream(file)) {
            Npz.write(out, arrays);
        }
        assertThat(Npz.read(file)).isEqualTo(arrays).containsOnlyKeys("x", "flags");
    }

    /**
     * Made with {@code numpy.savez(f, x=numpy.arange(6, dtype='<f4').reshape(3, 2), labels=numpy.array([2, 0, 1],
     * dtype='<i8'))} and encoded as Base64.
     */
    private static final String BY_NUMPY =
            "UEsDBC0AAAAAAAAAIQDMypy9//////////8FABQAeC5ucHkBABAAmAAAAAAAAACYAAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzog"
                    + "JzxmNCcsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgzLCAyKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAg"
                    + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAAAAAAAAgD8AAABAAABAQAAAgEAAAKBAUEsDBC0AAAAAAAAAIQCKGs4T"
                    + "//////////8KABQAbGFiZWxzLm5weQEAEACYAAAAAAAAAJgAAAAAAAAAk05VTVBZAQB2AHsnZGVzY3InOiAnPGk4JywgJ2ZvcnRy"
                    + "YW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDMsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg"
                    + "ICAgICAgICAgICAgICAgICAgIAoCAAAAAAAAAAAAAAAAAAAAAQAAAAAAAABQSwECLQMtAAAAAAAAACEAzMqcvZgAAACYAAAABQAA"
                    + "AAAAAAAAAAAAgAEAAAAAeC5ucHlQSwECLQMtAAAAAAAAACEAihrOE5gAAACYAAAACgAAAAAAAAAAAAAAgAHPAAAAbGFiZWxzLm5w"
                    + "eVBLBQYAAAAAAgACAGsAAACjAQAAAAA=";

    @Test
    void readsWhatNumpyWrote() throws Exception {
        Path file =
                Files.write(directory.resolve("numpy.npz"), Base64.getDecoder().decode(BY_NUMPY));
        Map<String, NpyArray> arrays = Npz.read(file);
        assertThat(arrays.get("x").shape()).containsExactly(3L, 2L);
        assertThat(arrays.get("x").data().getFloat(5 * 4)).isEqualTo(5f);
        assertThat(arrays.get("labels").type()).isEqualTo(ElementType.INT64);
        assertThat(arrays.get("labels").data().getLong(0)).isEqualTo(2);
    }

    @Test
    void theHeaderIsAlignedAsNumpyWantsIt() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Npz.write(out, Map.of("x", floats(1)));
        String text = out.toString(StandardCharsets.ISO_8859_1);
        int magic = text.indexOf("NUMPY") - 1;
        int header = text.charAt(magic + 8) + 256 * text.charAt(magic + 9);
        assertThat((10 + header) % 64).isZero();
        assertThat(text.charAt(magic + 10 + header - 1)).isEqualTo('\n');
        assertThat(text).contains("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }|type >f4",
                "{'descr': '<f4', 'fortran_order': True, 'shape': (1,), }|column by column",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }|size",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 8), }|impossible",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (999999999999,), }|more than",
                "__import__('os').system('true')|not understood",
            })
    void refusesWhatItDoesNotKnow(String header, String word) throws IOException {
        Path file = directory.resolve("b.npz");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("x.npy"));
            byte[] text = header.getBytes(StandardCharsets.US_ASCII);
            zip.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length, 0});
            zip.write(text);
            zip.write(new byte[4]);
        }
        assertThatThrownBy(() -> Npz.read(file))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(word);
    }

    @Test
    void refusesFilesThatAreNoArchive() throws IOException {
        Path file = Files.writeString(directory.resolve("c.npz"), "<html>");
        assertThatThrownBy(() -> Npz.read(file)).isInstanceOf(InputException.class);
    }
}
