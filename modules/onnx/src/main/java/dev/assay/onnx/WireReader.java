package dev.assay.onnx;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Walks the protobuf wire format of a file with a fixed buffer: nothing is kept, payloads are skipped by seeking.
 *
 * <p>Messages are entered and left in pairs; a length that leaves the enclosing message or the file, and nesting beyond
 * the limit, are refused when they are read.
 */
final class WireReader implements Closeable {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    static final int FIXED32 = 5;

    private static final int BUFFER_BYTES = 1 << 16;
    private static final int MAX_VARINT_BYTES = 10;

    private final SeekableByteChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private final long fileBytes;
    private final int maxDepth;
    private long bufferStart;
    private long limit;
    private int depth;

    WireReader(Path file, int maxDepth) throws IOException {
        this.channel = Files.newByteChannel(file);
        this.fileBytes = channel.size();
        this.limit = fileBytes;
        this.maxDepth = maxDepth;
        buffer.limit(0);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    long fileBytes() {
        return fileBytes;
    }

    long position() {
        return bufferStart + buffer.position();
    }

    /** Whether the message that was entered last, or the file, has been read to its end. */
    boolean atEnd() {
        return position() >= limit;
    }

    /** The first bytes of the file, at most {@code count}; leaves the position at the beginning. */
    byte[] head(int count) throws IOException {
        seek(0);
        fill();
        byte[] head = new byte[Math.min(count, buffer.limit())];
        buffer.get(0, head);
        return head;
    }

    /** The next field's number and wire type in one, as stored. */
    int tag() throws IOException, RejectedModel {
        long start = position();
        long tag = varint();
        int wireType = (int) (tag & 7);
        if (tag >>> 3 == 0 || tag >>> 32 != 0 || wireType == 3 || wireType == 4 || wireType > FIXED32) {
            throw Refusals.malformed("There is a field that protobuf does not have", start);
        }
        return (int) tag;
    }

    static int field(int tag) {
        return tag >>> 3;
    }

    static int wireType(int tag) {
        return tag & 7;
    }

    static int tag(int field, int wireType) {
        return field << 3 | wireType;
    }

    long varint() throws IOException, RejectedModel {
        long value = 0;
        for (int i = 0; i < MAX_VARINT_BYTES; i++) {
            byte next = next();
            value |= (long) (next & 0x7f) << (7 * i);
            if (next >= 0) {
                return value;
            }
        }
        throw Refusals.malformed("There is a number of more than ten bytes", position());
    }

    /** Reads the length of a string, message or packed list and checks that it fits. */
    long length() throws IOException, RejectedModel {
        long start = position();
        long length = varint();
        if (length < 0 || length > fileBytes - position()) {
            throw length < 0
                    ? Refusals.malformed("There is a negative length", start)
                    : truncated("byte " + start + " announces " + length + " bytes and " + (fileBytes - position())
                            + " follow");
        }
        if (length > limit - position()) {
            throw Refusals.malformed("A part is longer than what contains it", start);
        }
        return length;
    }

    /** Enters the message whose length comes next; give the result to {@link #leave}. */
    long enter() throws IOException, RejectedModel {
        long length = length();
        if (++depth > maxDepth) {
            throw Refusals.refuse(
                    Rejection.TOO_DEEP,
                    "The model nests its parts more than " + maxDepth + " deep",
                    "flatten its control flow and send it again");
        }
        long outer = limit;
        limit = position() + length;
        return outer;
    }

    void leave(long outer) {
        depth--;
        limit = outer;
    }

    void skip(int tag) throws IOException, RejectedModel {
        switch (wireType(tag)) {
            case VARINT -> varint();
            case FIXED64 -> skipBytes(Long.BYTES);
            case FIXED32 -> skipBytes(Integer.BYTES);
            default -> skipBytes(length());
        }
    }

    void skipBytes(long count) throws IOException, RejectedModel {
        if (count > limit - position()) {
            throw position() + count > fileBytes
                    ? truncated("it stops at byte " + fileBytes)
                    : Refusals.malformed("A part is longer than what contains it", position());
        }
        if (count <= buffer.remaining()) {
            buffer.position(buffer.position() + (int) count);
        } else {
            seek(position() + count);
        }
    }

    /** Counts the numbers of a packed list of varints. */
    long packedVarints() throws IOException, RejectedModel {
        long end = length() + position();
        long count = 0;
        int run = 0;
        while (position() < end) {
            if (++run > MAX_VARINT_BYTES) {
                throw Refusals.malformed("There is a number of more than ten bytes", position());
            }
            if (next() >= 0) {
                count++;
                run = 0;
            }
        }
        if (run > 0) {
            throw Refusals.malformed("A list ends in the middle of a number", position());
        }
        return count;
    }

    /** A string of at most {@code maxBytes}; longer ones and bytes that are not UTF-8 are refused as {@code BAD_NAME}. */
    String text(String what, int maxBytes) throws IOException, RejectedModel {
        long length = length();
        if (length > maxBytes) {
            throw Refusals.refuse(
                    Rejection.BAD_NAME,
                    "The " + what + " at byte " + position() + " is " + length + " bytes long and the limit is "
                            + maxBytes,
                    "shorten it and send the model again");
        }
        byte[] bytes = new byte[(int) length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = next();
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Refusals.refuse(
                    Rejection.BAD_NAME,
                    "The " + what + " before byte " + position() + " is not valid UTF-8",
                    "export the model again");
        }
    }

    private byte next() throws IOException, RejectedModel {
        if (!buffer.hasRemaining()) {
            seek(position());
            fill();
            if (!buffer.hasRemaining()) {
                throw truncated("it stops at byte " + fileBytes);
            }
        }
        if (position() >= limit) {
            throw position() >= fileBytes
                    ? truncated("it stops at byte " + fileBytes)
                    : Refusals.malformed("A number leaves the part that contains it", position());
        }
        return buffer.get();
    }

    private static RejectedModel truncated(String what) {
        return Refusals.refuse(
                Rejection.TRUNCATED, "The file is incomplete (" + what + ")", "send it again from the beginning");
    }

    private void seek(long position) {
        bufferStart = position;
        buffer.clear().limit(0);
    }

    private void fill() throws IOException {
        buffer.clear();
        channel.position(bufferStart);
        int read = 0;
        while (read >= 0 && buffer.hasRemaining()) {
            read = channel.read(buffer);
        }
        buffer.flip();
    }
}
