package dev.assay.onnx;

import static dev.assay.onnx.WireReader.BYTES;
import static dev.assay.onnx.WireReader.VARINT;

import dev.assay.onnx.tensor.ElementType;
import java.io.IOException;

/** Checks the declared types and shapes of inputs, outputs and intermediate values. */
final class TypeWalk {
    private final WireReader in;
    private final GateLimits limits;

    TypeWalk(WireReader in, GateLimits limits) {
        this.in = in;
        this.limits = limits;
    }

    /** Walks over a {@code ValueInfoProto} whose length comes next; the result is its name. */
    String value() throws IOException, RejectedModel {
        long outer = in.enter();
        String name = "";
        while (!in.atEnd()) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 | BYTES -> name = Names.read(in, "value name", limits);
                case 2 << 3 | BYTES -> type();
                default -> Names.skipText(in, tag, limits);
            }
        }
        in.leave(outer);
        return name;
    }

    /** Walks over a {@code TypeProto}: sequences, maps and optionals nest, within the depth that the reader allows. */
    void type() throws IOException, RejectedModel {
        long outer = in.enter();
        while (!in.atEnd()) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 | BYTES, 8 << 3 | BYTES -> tensorType();
                case 4 << 3 | BYTES, 9 << 3 | BYTES -> elementOf(1);
                case 5 << 3 | BYTES -> elementOf(2);
                default -> Names.skipText(in, tag, limits);
            }
        }
        in.leave(outer);
    }

    private void elementOf(int field) throws IOException, RejectedModel {
        long outer = in.enter();
        while (!in.atEnd()) {
            int tag = in.tag();
            if (tag == WireReader.tag(field, BYTES)) {
                type();
            } else {
                Names.skipText(in, tag, limits);
            }
        }
        in.leave(outer);
    }

    private void tensorType() throws IOException, RejectedModel {
        long outer = in.enter();
        while (!in.atEnd()) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 | VARINT -> {
                    int type = (int) in.varint();
                    if (type != 0 && ElementType.of(type).isEmpty()) {
                        throw bad("has the element type " + type + ", which ONNX does not define");
                    }
                }
                case 2 << 3 | BYTES -> shape();
                default -> Names.skipText(in, tag, limits);
            }
        }
        in.leave(outer);
    }

    private void shape() throws IOException, RejectedModel {
        long outer = in.enter();
        long elements = 1;
        while (!in.atEnd()) {
            int tag = in.tag();
            if (tag != WireReader.tag(1, BYTES)) {
                Names.skipText(in, tag, limits);
                continue;
            }
            long size = dimension();
            // Some exporters write -1 for a dynamic dimension instead of leaving it out.
            if (size < -1) {
                throw bad("declares the negative dimension " + size + "; give a dynamic dimension a name instead");
            }
            if (size > 0) {
                if (Math.multiplyHigh(elements, size) != 0 || elements * size < 0) {
                    throw bad("declares dimensions whose product is beyond 64 bits");
                }
                elements *= size;
            }
        }
        in.leave(outer);
    }

    private long dimension() throws IOException, RejectedModel {
        long outer = in.enter();
        long size = 0;
        while (!in.atEnd()) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 | VARINT -> size = in.varint();
                case 2 << 3 | BYTES -> Names.read(in, "dimension name", limits);
                default -> Names.skipText(in, tag, limits);
            }
        }
        in.leave(outer);
        return size;
    }

    private RejectedModel bad(String what) {
        return Refusals.refuse(
                Rejection.BAD_TENSOR,
                "A value described before byte " + in.position() + " " + what,
                "repair the export and send it again");
    }
}
