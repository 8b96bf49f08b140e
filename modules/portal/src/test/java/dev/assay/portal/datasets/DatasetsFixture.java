package dev.assay.portal.datasets;

import dev.assay.portal.Database;
import dev.assay.portal.Surroundings;
import dev.assay.portal.blobs.BlobsFixture;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The boundary of this package outside of a container, and small datasets. */
@SuppressWarnings("UnnecessaryAssignment") // there is no container that would inject
public final class DatasetsFixture {
    private DatasetsFixture() {}

    public static Datasets datasets(Database database, Surroundings surroundings) {
        Datasets datasets = new Datasets();
        datasets.database = database;
        datasets.rows = new DatasetRows();
        datasets.rows.database = database;
        datasets.blobs = BlobsFixture.of(surroundings);
        datasets.surroundings = surroundings;
        return datasets;
    }

    /** One array of zeros in fp32. */
    public static InputStream npz(int examples, String array, int width) {
        byte[] npy = npy("'<f4'", "(" + examples + ", " + width + ")", 4 * examples * width);
        return new ByteArrayInputStream(zip(Map.of(array + ".npy", npy)));
    }

    static byte[] npy(String type, String shape, int bytes) {
        String text = "{'descr': " + type + ", 'fortran_order': False, 'shape': " + shape + ", }";
        String header = text + " ".repeat(117 - text.length()) + "\n";
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0});
        out.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(new byte[bytes]);
        return out.toByteArray();
    }

    static byte[] zip(Map<String, byte[]> entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
