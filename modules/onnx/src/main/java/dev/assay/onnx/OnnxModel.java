package dev.assay.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.assay.onnx.edit.EachTensor;
import dev.assay.onnx.tensor.Detached;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * An ONNX model. Immutable.
 *
 * <p>A large model stays in its file, and external data always does: those tensors are {@link Detached} and refer to
 * mapped pages that cost no memory before someone looks at them. The files must not be changed in place meanwhile;
 * replacing them, as {@link #write} does, is harmless. Read tensors with {@link dev.assay.onnx.tensor.Tensors}, and
 * serialise models with this class, which know both kinds.
 *
 * <p>A model of one file keeps the bytes it came from, so writing it again gives the same file to the last byte, even
 * where another writer would order fields differently. A model built from a proto is serialised in field order, which is
 * deterministic: ONNX messages hold no maps.
 */
public final class OnnxModel {
    /** Nesting of messages that the parser accepts; {@code If} bodies cost three levels each. */
    private static final int MAX_MESSAGE_DEPTH = 200;

    /** No protobuf message is larger. */
    private static final long MAX_FILE_BYTES = Integer.MAX_VALUE - 8L;

    /** Files from this size on stay where they are and are mapped. */
    private static final long LARGE_FILE_BYTES = 8L << 20;

    private static final int BUFFER_BYTES = 1 << 16;

    private final ModelProto proto;
    private final @Nullable ByteBuffer source;
    private @Nullable CompletableFuture<String> sha256;

    private OnnxModel(ModelProto proto, @Nullable ByteBuffer source) {
        this.proto = proto;
        this.source = source;
    }

    /**
     * Reads a file, and maps the files beside it that it keeps data in. Check files of unknown origin with
     * {@link ModelGate} first.
     *
     * @throws IOException if a file cannot be read, is not a protobuf message of the ONNX form, or keeps data in files that
     *                     are missing, too short or not directly beside it
     */
    public static OnnxModel read(Path file) throws IOException {
        ByteBuffer bytes;
        try (FileChannel channel = FileChannel.open(file)) {
            long sizeBytes = channel.size();
            if (sizeBytes > Integer.MAX_VALUE - 8) {
                throw new IOException("The model has " + sizeBytes
                        + " bytes; one ONNX file holds at most 2 GiB. Nothing was changed; use a smaller model, or one"
                        + " with its weights in a second file.");
            }
            bytes = sizeBytes >= LARGE_FILE_BYTES
                    ? channel.map(FileChannel.MapMode.READ_ONLY, 0, sizeBytes)
                    : ByteBuffer.wrap(readAll(channel, (int) sizeBytes));
        }
        return bytes.isDirect() ? readMapped(file, bytes) : read(bytes.array(), file);
    }

    /**
     * Reads a file as {@link #read(Path)} does and hashes it meanwhile, for callers who need the hash anyway.
     *
     * @throws IOException as there
     */
    public static OnnxModel readAndHash(Path file) throws IOException {
        CompletableFuture<String> hash = CompletableFuture.supplyAsync(() -> hash(file), OnnxModel::start);
        OnnxModel model = read(file);
        if (model.source != null) {
            synchronized (model) {
                model.sha256 = hash;
            }
        }
        return model;
    }

    private static String hash(Path file) {
        MessageDigest digest = newDigest();
        byte[] part = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(part); read >= 0; read = in.read(part)) {
                digest.update(part, 0, read);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The model could not be read to its end; nothing was changed, try again.", e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * Reads a file and opens no other: for looking at the graph alone. Tensors that keep their data elsewhere have none.
     *
     * @throws IOException if the file cannot be read or is not a protobuf message of the ONNX form
     */
    public static OnnxModel readGraph(Path file) throws IOException {
        try {
            return new OnnxModel(ModelProto.parseFrom(Files.readAllBytes(file)), null);
        } catch (InvalidProtocolBufferException e) {
            throw notOnnx("The file is", e);
        }
    }

    /** Reads a file without taking in the data of its tensors, however small it is. */
    static OnnxModel readMapped(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return readMapped(file, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
        }
    }

    private static OnnxModel readMapped(Path file, ByteBuffer bytes) throws IOException {
        try {
            return located(MappedParser.parse(bytes.duplicate(), MAX_MESSAGE_DEPTH), file, bytes);
        } catch (InvalidProtocolBufferException e) {
            throw notOnnx("The file is", e);
        }
    }

    /** The model with its external data; the source is what was read only while everything is in there. */
    private static OnnxModel located(ModelProto proto, Path file, ByteBuffer source) throws IOException {
        return ExternalTensors.isIn(proto)
                ? new OnnxModel(ExternalTensors.resolve(proto, file), null)
                : new OnnxModel(proto, source);
    }

    private static byte[] readAll(FileChannel channel, int sizeBytes) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(sizeBytes);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new IOException("The file became shorter while it was read; nothing was changed, try again.");
            }
        }
        return bytes.array();
    }

    /**
     * Reads a model from memory. The array belongs to the model from now on: tensors refer to it without a copy.
     *
     * @throws IOException if the bytes are not a protobuf message of the ONNX form, or keep data in other files
     */
    public static OnnxModel read(byte[] bytes) throws IOException {
        return read(bytes, null);
    }

    private static OnnxModel read(byte[] bytes, @Nullable Path file) throws IOException {
        CodedInputStream input = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
        input.enableAliasing(true);
        input.setSizeLimit(Integer.MAX_VALUE);
        input.setRecursionLimit(MAX_MESSAGE_DEPTH);
        ModelProto proto;
        try {
            proto = ModelProto.parseFrom(input);
            input.checkLastTagWas(0);
        } catch (InvalidProtocolBufferException e) {
            throw notOnnx(file == null ? "The bytes are" : "The file is", e);
        }
        if (file != null) {
            return located(proto, file, ByteBuffer.wrap(bytes));
        }
        if (ExternalTensors.isIn(proto)) {
            throw new IOException(
                    "The model keeps data in other files, which its bytes alone do not lead to; nothing was"
                            + " changed, read it from its file.");
        }
        return new OnnxModel(proto, ByteBuffer.wrap(bytes));
    }

    private static IOException notOnnx(String what, InvalidProtocolBufferException cause) {
        return new IOException(
                what + " not an ONNX model (" + cause.getMessage()
                        + "). Nothing was changed; check the export or the download.",
                cause);
    }

    /** A model made or changed in memory. */
    public static OnnxModel of(ModelProto proto) {
        return new OnnxModel(proto, null);
    }

    public ModelProto proto() {
        return proto;
    }

    /** The version of the default operator set; 1 when the model declares none, as the ONNX specification says. */
    public long opset() {
        for (OperatorSetIdProto set : proto.getOpsetImportList()) {
            if (isDefaultDomain(set.getDomain())) {
                return set.getVersion();
            }
        }
        return 1;
    }

    /** Whether a domain is the one of the standard operators; {@code ai.onnx} is another spelling of the empty name. */
    public static boolean isDefaultDomain(String domain) {
        return domain.isEmpty() || domain.equals("ai.onnx");
    }

    /**
     * The bytes of one file with everything inside: those that were read, or the serialised proto.
     *
     * @throws IllegalStateException if they are more than an array holds
     */
    public byte[] toBytes() {
        if (source != null) {
            byte[] copy = new byte[source.limit()];
            source.get(0, copy);
            return copy;
        }
        long sizeBytes = sizeBytes();
        if (sizeBytes > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException("The model has " + sizeBytes + " bytes; write it to a file");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream((int) sizeBytes);
        try {
            writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException("An array takes every byte", e);
        }
        return out.toByteArray();
    }

    /** Bytes of tensors that are {@link Detached}. */
    public long detachedBytes() {
        long[] bytes = {0};
        EachTensor.change(proto, tensor -> {
            ByteBuffer data = Detached.of(tensor);
            bytes[0] += data == null ? 0 : data.remaining();
            return tensor;
        });
        return bytes[0];
    }

    /**
     * Writes the model, replacing what is there once everything is written. Where the weights are more than one file can
     * hold they go to {@code NAME.data} beside it, each tensor aligned to 4096 bytes.
     */
    public void write(Path file) throws IOException {
        if (sizeBytes() <= MAX_FILE_BYTES) {
            hashAhead();
            ModelFiles.write(file, this::writeTo);
        } else {
            ModelFiles.writeSplit(file, proto);
        }
    }

    /** Bytes of the one message that holds the model, external data packed into it. */
    public long sizeBytes() {
        if (source != null) {
            return source.limit();
        }
        if (detachedBytes() == 0) {
            int size = proto.getSerializedSize();
            return size >= 0 ? size : Integer.MAX_VALUE + 1L;
        }
        return StreamedModel.of(proto).sizeBytes();
    }

    /**
     * The name of the model in the whole product, in lower-case hexadecimal: SHA-256 of the one message that holds it,
     * external data packed into it, even where that is more than a file may hold.
     */
    public String sha256() {
        try {
            return hashing().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof UncheckedIOException io ? io : e;
        }
    }

    /**
     * Begins to hash the model in a thread of its own, while the caller does something else with it; {@link #sha256()} then
     * waits for the rest.
     */
    public synchronized void hashAhead() {
        if (sha256 == null) {
            sha256 = CompletableFuture.supplyAsync(this::hash, OnnxModel::start);
        }
    }

    private synchronized CompletableFuture<String> hashing() {
        hashAhead();
        return Objects.requireNonNull(sha256);
    }

    private static void start(Runnable task) {
        Thread.ofPlatform().daemon().name("hashes a model").start(task);
    }

    private String hash() {
        MessageDigest digest = newDigest();
        try {
            writeTo(new Hashing(digest));
        } catch (IOException e) {
            throw new UncheckedIOException("A digest takes every byte", e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Writes one message with everything inside, even where that is more than a file may hold. */
    private void writeTo(OutputStream out) throws IOException {
        if (source == null && detachedBytes() > 0) {
            StreamedModel.of(proto).writeTo(out);
            return;
        }
        if (source == null) {
            CodedOutputStream coded = CodedOutputStream.newInstance(out, BUFFER_BYTES);
            proto.writeTo(coded);
            coded.flush();
            return;
        }
        ByteBuffer bytes = source.duplicate().clear();
        byte[] part = new byte[Math.min(BUFFER_BYTES, bytes.remaining())];
        while (bytes.hasRemaining()) {
            int length = Math.min(part.length, bytes.remaining());
            bytes.get(part, 0, length);
            out.write(part, 0, length);
        }
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java runtime", e);
        }
    }

    /** Feeds a digest. */
    private static final class Hashing extends OutputStream {
        private final MessageDigest digest;

        Hashing(MessageDigest digest) {
            this.digest = digest;
        }

        @Override
        public void write(int b) {
            digest.update((byte) b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            digest.update(bytes, offset, length);
        }
    }
}
