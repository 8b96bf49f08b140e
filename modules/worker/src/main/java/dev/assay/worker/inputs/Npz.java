package dev.assay.worker.inputs;

import dev.assay.runtime.ElementType;
import dev.assay.runtime.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * NumPy's {@code .npz}: a zip of {@code .npy} arrays. Read strictly: little endian, C order, plain number types; nothing
 * that would need Python to be understood. The format is that of the NumPy Enhancement Proposal 1.
 */
public final class Npz {
    /** Most bytes that all arrays of a file may take together. */
    static final long MOST_BYTES = 512L << 20;

    private static final int MOST_ENTRIES = 64;
    private static final int MOST_AXES = 16;
    private static final int MOST_HEADER_BYTES = 4_096;
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern HEADER =
            Pattern.compile("\\{'descr': '([<>|=]?[a-zA-Z]\\d+)', *'fortran_order': (True|False),"
                    + " *'shape': \\(((?:\\d{1,18},? ?)*)\\),? *\\}\\s*");

    private Npz() {}

    /**
     * Reads all arrays by name, in the order of the file.
     *
     * @throws InputException when the file is not of this form; the message names the array and the fault
     * @throws IOException when the disk refuses
     */
    public static Map<String, NpyArray> read(Path file) throws InputException, IOException {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        long left = MOST_BYTES;
        try (ZipFile zip = new ZipFile(file.toFile())) {
            if (zip.size() > MOST_ENTRIES) {
                throw new InputException(
                        "The dataset holds " + zip.size() + " arrays; at most " + MOST_ENTRIES + " are read.");
            }
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                if (!entry.getName().endsWith(".npy")) {
                    throw new InputException("The dataset holds " + entry.getName() + ", which is not an .npy array.");
                }
                String name = entry.getName().substring(0, entry.getName().length() - ".npy".length());
                try (InputStream in = zip.getInputStream(entry)) {
                    NpyArray array = array(name, in, left);
                    left -= array.data().limit();
                    arrays.put(name, array);
                }
            }
        } catch (ZipException e) {
            throw new InputException("The dataset is not a readable .npz file: " + e.getMessage() + ".", e);
        }
        return arrays;
    }

    /** Writes arrays uncompressed, as NumPy's {@code savez} does. */
    public static void write(OutputStream out, Map<String, NpyArray> arrays) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        zip.setLevel(Deflater.NO_COMPRESSION);
        for (Map.Entry<String, NpyArray> entry : arrays.entrySet()) {
            ZipEntry header = new ZipEntry(entry.getKey() + ".npy");
            header.setTime(315_619_200_000L); // a fixed day of 1980: the same arrays give the same file
            zip.putNextEntry(header);
            zip.write(header(entry.getValue()));
            byte[] data = new byte[entry.getValue().data().limit()];
            entry.getValue().data().duplicate().rewind().get(data);
            zip.write(data);
            zip.closeEntry();
        }
        zip.finish();
    }

    private static byte[] header(NpyArray array) {
        String shape = array.shape().stream().map(String::valueOf).collect(Collectors.joining(", "));
        String text = "{'descr': '" + descr(array.type()) + "', 'fortran_order': False, 'shape': (" + shape
                + (array.shape().size() == 1 ? ",), }" : "), }");
        int padded = (MAGIC.length + 4 + text.length() + 1 + 63) / 64 * 64;
        ByteBuffer header = ByteBuffer.allocate(padded).order(ByteOrder.LITTLE_ENDIAN);
        header.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (padded - MAGIC.length - 4));
        header.put(text.getBytes(StandardCharsets.US_ASCII));
        while (header.remaining() > 1) {
            header.put((byte) ' ');
        }
        return header.put((byte) '\n').array();
    }

    /** Reads one array to the end of its file; {@code left} is how many bytes it may take. */
    static NpyArray array(String name, InputStream in, long left) throws IOException, InputException {
        byte[] start = in.readNBytes(8);
        if (start.length < 8 || !startsWithMagic(start)) {
            throw new InputException("The array " + name + " is not in NumPy's format.");
        }
        int version = start[6];
        if (version < 1 || version > 3) {
            throw new InputException("The array " + name + " has format version " + version + "; 1 to 3 are known.");
        }
        byte[] lengthBytes = in.readNBytes(version == 1 ? 2 : 4);
        if (lengthBytes.length < (version == 1 ? 2 : 4)) {
            throw new InputException("The array " + name + " ends within its header.");
        }
        ByteBuffer length = ByteBuffer.wrap(lengthBytes).order(ByteOrder.LITTLE_ENDIAN);
        long headerBytes = version == 1 ? length.getShort() & 0xffff : length.getInt() & 0xffff_ffffL;
        if (headerBytes > MOST_HEADER_BYTES) {
            throw new InputException("The array " + name + " has a header of " + headerBytes + " bytes.");
        }
        String header = new String(in.readNBytes((int) headerBytes), StandardCharsets.UTF_8);
        Matcher matcher = HEADER.matcher(header);
        if (!matcher.matches()) {
            throw new InputException("The array " + name + " has a header that is not understood.");
        }
        if (matcher.group(2).equals("True")) {
            throw new InputException(
                    "The array " + name + " is stored column by column; save it in C order (numpy.ascontiguousarray).");
        }
        ElementType type = type(name, matcher.group(1));
        List<Long> shape = new ArrayList<>();
        for (String size : matcher.group(3).split(",", -1)) {
            if (!size.isBlank()) {
                shape.add(Long.parseLong(size.strip()));
            }
        }
        if (shape.size() > MOST_AXES) {
            throw new InputException("The array " + name + " has " + shape.size() + " axes.");
        }
        long bytes;
        try {
            bytes = Tensor.byteSize(type, shape);
        } catch (ArithmeticException e) {
            throw new InputException("The array " + name + " has an impossible shape.", e);
        }
        if (bytes > left) {
            throw new InputException("The arrays of the dataset take more than " + (MOST_BYTES >> 20) + " MiB.");
        }
        byte[] data = in.readNBytes((int) bytes);
        if (data.length != bytes || in.read() != -1) {
            throw new InputException("The array " + name + " does not have the size that its header says.");
        }
        return new NpyArray(type, shape, ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN));
    }

    private static boolean startsWithMagic(byte[] start) {
        for (int i = 0; i < MAGIC.length; i++) {
            if (start[i] != MAGIC[i]) {
                return false;
            }
        }
        return true;
    }

    private static ElementType type(String name, String descr) throws InputException {
        return switch (descr) {
            case "<f4" -> ElementType.FLOAT;
            case "<f8" -> ElementType.DOUBLE;
            case "<f2" -> ElementType.FLOAT16;
            case "|i1" -> ElementType.INT8;
            case "<i2" -> ElementType.INT16;
            case "<i4" -> ElementType.INT32;
            case "<i8" -> ElementType.INT64;
            case "|u1" -> ElementType.UINT8;
            case "|b1" -> ElementType.BOOL;
            default ->
                throw new InputException("The array " + name + " has elements of type " + descr
                        + "; little-endian numbers and booleans are read.");
        };
    }

    private static String descr(ElementType type) {
        return switch (type) {
            case FLOAT -> "<f4";
            case DOUBLE -> "<f8";
            case FLOAT16 -> "<f2";
            case INT8 -> "|i1";
            case INT16 -> "<i2";
            case INT32 -> "<i4";
            case INT64 -> "<i8";
            case UINT8 -> "|u1";
            case BOOL -> "|b1";
            case BFLOAT16 -> throw new IllegalArgumentException("NumPy has no bfloat16");
        };
    }
}
