package dev.assay.tests.zoo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * One array of an {@code .npz}, read beside the product's own reader so that both can be wrong only in different ways.
 *
 * @param type numpy's name, such as {@code <f4}
 * @param data little-endian elements in C order
 */
record Npz(String type, List<Long> shape, ByteBuffer data) {
    private static final Pattern HEADER =
            Pattern.compile("'descr': '([^']+)', 'fortran_order': False, 'shape': \\(([0-9, ]+)\\)");

    static Npz read(Path file, String array) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry entry = zip.getEntry(array + ".npy");
            ByteBuffer bytes =
                    ByteBuffer.wrap(zip.getInputStream(entry).readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
            int headerBytes = bytes.getShort(8);
            String header = new String(bytes.array(), 10, headerBytes, StandardCharsets.US_ASCII);
            Matcher matcher = HEADER.matcher(header);
            if (!matcher.find()) {
                throw new IOException("Unexpected array header: " + header);
            }
            List<Long> shape = Arrays.stream(matcher.group(2).split(",", -1))
                    .map(String::strip)
                    .filter(dimension -> !dimension.isEmpty())
                    .map(Long::valueOf)
                    .toList();
            return new Npz(
                    matcher.group(1),
                    shape,
                    bytes.slice(10 + headerBytes, bytes.capacity() - 10 - headerBytes)
                            .order(ByteOrder.LITTLE_ENDIAN));
        }
    }
}
