package dev.assay.portal.datasets;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of a {@code .npy} file (NumPy enhancement proposal 1): element type and shape, without the data.
 *
 * @param type  NumPy's word, such as {@code <f4}
 * @param shape sizes by axis
 */
record NpyHeader(String type, List<Long> shape) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int LONGEST = 1 << 16;
    private static final Pattern TYPE = Pattern.compile("'descr':\\s*'([^']{1,16})'");
    private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([0-9L,\\s]{0,200})\\)");

    /** Reads the header at the start of a stream; empty when there is none that can be understood. */
    static Optional<NpyHeader> read(InputStream in) throws IOException {
        byte[] start = in.readNBytes(MAGIC.length + 2);
        if (start.length < MAGIC.length + 2
                || !java.util.Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            return Optional.empty();
        }
        int lengthBytes = start[MAGIC.length] == 1 ? 2 : 4;
        byte[] sizes = in.readNBytes(lengthBytes);
        long length = 0;
        for (int i = sizes.length - 1; i >= 0; i--) {
            length = length << 8 | (sizes[i] & 0xff);
        }
        if (sizes.length < lengthBytes || length > LONGEST) {
            return Optional.empty();
        }
        return parse(new String(in.readNBytes((int) length), StandardCharsets.ISO_8859_1));
    }

    private static Optional<NpyHeader> parse(String header) {
        Matcher type = TYPE.matcher(header);
        Matcher shape = SHAPE.matcher(header);
        if (!type.find() || !shape.find()) {
            return Optional.empty();
        }
        List<Long> sizes = new ArrayList<>();
        for (String size : shape.group(1).split("[,\\sL]+", -1)) {
            if (size.length() > 15) {
                return Optional.empty();
            }
            if (!size.isEmpty()) {
                sizes.add(Long.valueOf(size));
            }
        }
        return Optional.of(new NpyHeader(type.group(1), List.copyOf(sizes)));
    }

    /** Whether the elements are numbers or truth values, not objects, text or dates. */
    boolean numeric() {
        return type.matches("[<>|=]?[fiub][0-9]{1,2}") || type.equals("?") || type.equals("|b1");
    }
}
