package dev.assay.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * An ONNX model in memory. Immutable.
 *
 * <p>A model that was read keeps the bytes it came from, so writing it again gives the same file to the last byte, even
 * where another writer would order fields differently. A model built from a proto is serialised in field order, which is
 * deterministic: ONNX messages hold no maps.
 */
public final class OnnxModel {
    /** Nesting of messages that the parser accepts; {@code If} bodies cost three levels each. */
    private static final int MAX_MESSAGE_DEPTH = 200;

    private final ModelProto proto;
    private final byte @Nullable [] source;

    private OnnxModel(ModelProto proto, byte @Nullable [] source) {
        this.proto = proto;
        this.source = source;
    }

    /**
     * Reads a file. Check files of unknown origin with {@link ModelGate} first.
     *
     * @throws IOException if the file cannot be read or is not a protobuf message of the ONNX form
     */
    public static OnnxModel read(Path file) throws IOException {
        long sizeBytes = Files.size(file);
        if (sizeBytes > Integer.MAX_VALUE - 8) {
            throw new IOException("The model has " + sizeBytes
                    + " bytes; one ONNX file holds at most 2 GiB. Nothing was changed; use a smaller model.");
        }
        return read(Files.readAllBytes(file));
    }

    /**
     * Reads a model from memory. The array belongs to the model from now on: tensors refer to it without a copy.
     *
     * @throws IOException if the bytes are not a protobuf message of the ONNX form
     */
    public static OnnxModel read(byte[] bytes) throws IOException {
        CodedInputStream input = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
        input.enableAliasing(true);
        input.setSizeLimit(Integer.MAX_VALUE);
        input.setRecursionLimit(MAX_MESSAGE_DEPTH);
        try {
            ModelProto proto = ModelProto.parseFrom(input);
            input.checkLastTagWas(0);
            return new OnnxModel(proto, bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IOException(
                    "The bytes are not an ONNX model (" + e.getMessage()
                            + "). Nothing was changed; check the export or the download.",
                    e);
        }
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

    /** The file's bytes: those that were read, or the serialised proto. */
    public byte[] toBytes() {
        return source != null ? source.clone() : proto.toByteArray();
    }

    /** Writes the file's bytes, replacing what is there. */
    public void write(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            writeTo(out);
        }
    }

    /** Number of bytes that {@link #write} produces. */
    public long sizeBytes() {
        return source != null ? source.length : proto.getSerializedSize();
    }

    /** SHA-256 of the file's bytes, in lower-case hexadecimal; the name of the model in the whole product. */
    public String sha256() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (OutputStream out = new DigestSink(digest)) {
                writeTo(out);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException | IOException e) {
            throw new IllegalStateException("SHA-256 is part of every Java runtime", e);
        }
    }

    private void writeTo(OutputStream out) throws IOException {
        if (source != null) {
            out.write(source);
        } else {
            proto.writeTo(out);
        }
    }

    /** Feeds a digest without keeping the bytes. */
    private static final class DigestSink extends OutputStream {
        private final MessageDigest digest;

        DigestSink(MessageDigest digest) {
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
