package dev.assay.onnx.edit;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.tensor.Detached;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Where new tensors go while a model is rewritten: to the heap, or, for a large model, to a temporary file from where they
 * are mapped, so that memory holds no more than the tensor in work.
 */
public final class Scratch implements AutoCloseable {
    /** The results of smaller models are kept on the heap. */
    private static final long LARGE_MODEL_BYTES = 512L << 20;

    private final @Nullable FileChannel file;
    private long position;

    private Scratch(@Nullable FileChannel file) {
        this.file = file;
    }

    /**
     * A place for what a rewrite of a model makes: a file when that would be too much for memory.
     *
     * @throws UncheckedIOException if there is no room for a temporary file; the message says what to do
     */
    public static Scratch forModel(OnnxModel model) {
        return model.detachedBytes() > LARGE_MODEL_BYTES ? inFile() : new Scratch(null);
    }

    /**
     * A place in a temporary file for everything of some size.
     *
     * @throws UncheckedIOException if there is no room for it; the message says what to do
     */
    public static Scratch inFile() {
        try {
            Path path = Files.createTempFile("assay-tensors-", ".tmp");
            return new Scratch(FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE));
        } catch (IOException e) {
            throw noRoom(e);
        }
    }

    /**
     * The tensor with its data kept here; the same tensor where that is small or memory is enough.
     *
     * @throws UncheckedIOException if the temporary file cannot hold it; the message says what to do
     */
    public synchronized TensorProto store(TensorProto tensor) {
        ByteString raw = tensor.getRawData();
        if (file == null || raw.size() < Detached.MIN_BYTES) {
            return tensor;
        }
        try {
            ByteBuffer rest = raw.asReadOnlyByteBuffer();
            while (rest.hasRemaining()) {
                file.write(rest, position + rest.position());
            }
            ByteBuffer mapped = file.map(FileChannel.MapMode.READ_ONLY, position, raw.size());
            position += raw.size();
            return Detached.attach(tensor, mapped);
        } catch (IOException e) {
            throw noRoom(e);
        }
    }

    private static UncheckedIOException noRoom(IOException cause) {
        return new UncheckedIOException(
                "There is no room for temporary data in " + System.getProperty("java.io.tmpdir") + " ("
                        + cause.getMessage() + "); nothing was changed, make room there or name another directory with"
                        + " -Djava.io.tmpdir.",
                cause);
    }

    /** Tensors stay as they are; the temporary file is gone once nothing refers to one of them. */
    @Override
    public void close() {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException("The temporary file of a rewrite could not be closed.", e);
            }
        }
    }
}
