package dev.assay.onnx;

import static dev.assay.onnx.WireReader.BYTES;
import static dev.assay.onnx.WireReader.FIXED32;
import static dev.assay.onnx.WireReader.FIXED64;
import static dev.assay.onnx.WireReader.VARINT;

import dev.assay.onnx.tensor.ElementType;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/** Checks constant tensors while walking over them: shape against type against the amount of data, nothing outside. */
final class TensorWalk {
    private static final String RE_EXPORT = "export the model again";
    private static final long NO_RAW_DATA = -1;

    private final WireReader in;
    private final GateLimits limits;
    private final boolean externalData;
    private long tensorBytes;

    /**
     * Prepares a walk.
     *
     * @param externalData whether tensors may keep their data in other files, which are then not looked at
     */
    TensorWalk(WireReader in, GateLimits limits, boolean externalData) {
        this.in = in;
        this.limits = limits;
        this.externalData = externalData;
    }

    /** Walks over a {@code TensorProto} whose length comes next; the result is its name. */
    String tensor() throws IOException, RejectedModel {
        long outer = in.enter();
        Content content = new Content();
        while (!in.atEnd()) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 | VARINT -> content.dimension(in.varint());
                case 1 << 3 | BYTES -> {
                    long end = in.length() + in.position();
                    while (in.position() < end) {
                        content.dimension(in.varint());
                    }
                }
                case 2 << 3 | VARINT -> content.dataType = (int) in.varint();
                case 4 << 3 | FIXED32, 5 << 3 | VARINT, 7 << 3 | VARINT, 10 << 3 | FIXED64, 11 << 3 | VARINT -> {
                    in.skip(tag);
                    content.add(field(tag), 1);
                }
                case 4 << 3 | BYTES -> content.add(ElementType.Field.FLOAT, packedFixed(Float.BYTES));
                case 10 << 3 | BYTES -> content.add(ElementType.Field.DOUBLE, packedFixed(Double.BYTES));
                case 5 << 3 | BYTES, 7 << 3 | BYTES, 11 << 3 | BYTES -> content.add(field(tag), in.packedVarints());
                case 6 << 3 | BYTES -> {
                    long length = in.length();
                    content.stringBytes += length;
                    content.add(ElementType.Field.STRING, 1);
                    in.skipBytes(length);
                }
                case 8 << 3 | BYTES -> content.name = Names.read(in, "tensor name", limits);
                case 9 << 3 | BYTES -> {
                    content.rawBytes = in.length();
                    in.skipBytes(content.rawBytes);
                }
                case 3 << 3 | BYTES -> throw bad(content, "is one segment of a larger tensor");
                case 13 << 3 | BYTES -> {
                    if (!externalData) {
                        throw external(content);
                    }
                    in.skip(tag);
                }
                case 14 << 3 | VARINT -> {
                    content.external = in.varint() != 0;
                    if (content.external && !externalData) {
                        throw external(content);
                    }
                }
                default -> Names.skipText(in, tag, limits);
            }
        }
        in.leave(outer);
        check(content);
        return content.name;
    }

    /** Walks over a {@code SparseTensorProto}; the result is the name of its values. */
    String sparseTensor() throws IOException, RejectedModel {
        long outer = in.enter();
        Content dense = new Content();
        boolean values = false;
        boolean indices = false;
        while (!in.atEnd()) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 | BYTES -> {
                    if (values) {
                        throw Refusals.malformed("A sparse tensor has two sets of values", in.position());
                    }
                    values = true;
                    dense.name = tensor();
                }
                case 2 << 3 | BYTES -> {
                    if (indices) {
                        throw Refusals.malformed("A sparse tensor has two sets of indices", in.position());
                    }
                    indices = true;
                    tensor();
                }
                case 3 << 3 | VARINT -> dense.dimension(in.varint());
                case 3 << 3 | BYTES -> {
                    long end = in.length() + in.position();
                    while (in.position() < end) {
                        dense.dimension(in.varint());
                    }
                }
                default -> in.skip(tag);
            }
        }
        in.leave(outer);
        // The runtime expands sparse tensors when it loads them; eight bytes is the widest plain number.
        occupy(dense, Double.BYTES);
        return dense.name;
    }

    private void check(Content content) throws RejectedModel {
        ElementType type = ElementType.of(content.dataType).orElse(null);
        if (type == null) {
            throw bad(content, "has the element type " + content.dataType + ", which ONNX does not define");
        }
        long elements = elements(content);
        long bytes = occupy(content, type.bits() / (double) Byte.SIZE);
        if (content.external) {
            if (content.rawBytes != NO_RAW_DATA || !content.typed.isEmpty()) {
                throw bad(content, "holds data and says that its data is elsewhere");
            }
            return;
        }
        if (content.rawBytes != NO_RAW_DATA) {
            if (type == ElementType.STRING) {
                throw bad(content, "keeps strings as raw data");
            }
            if (content.rawBytes != bytes || !content.typed.isEmpty()) {
                throw bad(
                        content,
                        "should hold " + bytes + " bytes by its shape and type and holds " + content.rawBytes
                                + (content.typed.isEmpty() ? "" : " and a second set of values"));
            }
            return;
        }
        long expected = switch (type) {
            case COMPLEX64, COMPLEX128 -> Math.multiplyExact(elements, 2L);
            default -> type.bits() > 0 && type.bits() < Byte.SIZE ? bytes : elements;
        };
        long held = content.typed.getOrDefault(type.field(), 0L);
        if (held != expected || content.typed.size() > (held > 0 ? 1 : 0)) {
            throw bad(content, "should hold " + expected + " values by its shape and type and holds " + held);
        }
    }

    private static long elements(Content content) throws RejectedModel {
        if (content.negative) {
            throw bad(content, "has a negative dimension");
        }
        if (content.overflow && content.elements != 0) {
            throw bad(content, "has dimensions whose product is beyond 64 bits");
        }
        return content.elements;
    }

    /** Adds what a tensor takes in memory to the total; the result is its own size. */
    private long occupy(Content content, double bytesPerElement) throws RejectedModel {
        long elements = elements(content);
        double bytes = Math.ceil(elements * bytesPerElement) + content.stringBytes;
        if (bytes + tensorBytes > limits.tensorBytes()) {
            throw Refusals.refuse(
                    Rejection.TOO_LARGE,
                    "The tensors of the model take more than " + limits.tensorBytes() + " bytes, reached at "
                            + Refusals.quote(content.name),
                    "send a smaller model");
        }
        tensorBytes += (long) bytes;
        return (long) bytes;
    }

    private long packedFixed(int width) throws IOException, RejectedModel {
        long length = in.length();
        if (length % width != 0) {
            throw Refusals.malformed("A list of numbers has a broken length", in.position());
        }
        in.skipBytes(length);
        return length / width;
    }

    private static ElementType.Field field(int tag) {
        return switch (WireReader.field(tag)) {
            case 4 -> ElementType.Field.FLOAT;
            case 5 -> ElementType.Field.INT32;
            case 7 -> ElementType.Field.INT64;
            case 10 -> ElementType.Field.DOUBLE;
            default -> ElementType.Field.UINT64;
        };
    }

    private static RejectedModel bad(Content content, String what) {
        return Refusals.refuse(
                Rejection.BAD_TENSOR, "The tensor " + Refusals.quote(content.name) + " " + what, RE_EXPORT);
    }

    private static RejectedModel external(Content content) {
        return Refusals.refuse(
                Rejection.EXTERNAL_DATA,
                "The tensor " + Refusals.quote(content.name) + " keeps its data outside of the file",
                "save the model as one file (in Python: onnx.save(onnx.load(path), \"single.onnx\")) and send that");
    }

    /** Running knowledge of one tensor. */
    private static final class Content {
        private final Map<ElementType.Field, Long> typed = new EnumMap<>(ElementType.Field.class);
        private String name = "";
        private int dataType;
        private long elements = 1;
        private boolean negative;
        private boolean overflow;
        private boolean external;
        private long rawBytes = NO_RAW_DATA;
        private long stringBytes;

        void dimension(long size) {
            negative |= size < 0;
            if (size == 0) {
                elements = 0;
            } else if (Math.multiplyHigh(elements, size) != 0 || elements * size < 0) {
                overflow = true;
            } else {
                elements *= size;
            }
        }

        void add(ElementType.Field field, long count) {
            typed.merge(field, count, Long::sum);
        }
    }
}
