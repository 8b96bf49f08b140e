package dev.assay.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.assay.onnx.edit.EachTensor;
import dev.assay.onnx.tensor.Detached;
import dev.assay.onnx.tensor.Tensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Tensors whose data lies in files beside the model. They are mapped, so that data is read when someone looks at it, and
 * are {@link Detached} from their messages.
 */
final class ExternalTensors {
    /** Smaller tensors are copied: a mapping each would use up what the system allows. */
    private static final int COPIED_BYTES = Detached.MIN_BYTES;

    private final Path directory;
    private final Map<String, FileChannel> channels = new HashMap<>();

    private ExternalTensors(Path directory) {
        this.directory = directory;
    }

    /** Whether any tensor of a model keeps its data elsewhere. */
    static boolean isIn(ModelProto model) {
        boolean[] found = {false};
        EachTensor.change(model, tensor -> {
            found[0] |= isExternal(tensor);
            return tensor;
        });
        return found[0];
    }

    private static boolean isExternal(TensorProto tensor) {
        return tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL && Detached.of(tensor) == null;
    }

    /**
     * The model with the data of all tensors at hand.
     *
     * @param file the model's file, which the others must lie beside
     */
    static ModelProto resolve(ModelProto model, Path file) throws IOException {
        Path directory = file.toRealPath().getParent();
        if (directory == null) {
            throw new IOException("The model " + file + " lies in no directory; nothing was changed.");
        }
        ExternalTensors tensors = new ExternalTensors(directory);
        IOException[] failure = new IOException[1];
        try {
            ModelProto resolved = EachTensor.change(model, tensor -> {
                if (failure[0] != null || !isExternal(tensor)) {
                    return tensor;
                }
                try {
                    return tensors.resolve(tensor);
                } catch (IOException e) {
                    failure[0] = e;
                    return tensor;
                }
            });
            if (failure[0] != null) {
                throw failure[0];
            }
            return resolved;
        } finally {
            for (FileChannel channel : tensors.channels.values()) {
                channel.close();
            }
        }
    }

    private TensorProto resolve(TensorProto tensor) throws IOException {
        String location = "";
        long offset = 0;
        long length = -1;
        for (StringStringEntryProto entry : tensor.getExternalDataList()) {
            switch (entry.getKey()) {
                case "location" -> location = entry.getValue();
                case "offset" -> offset = number(tensor, entry);
                case "length" -> length = number(tensor, entry);
                default -> {}
            }
        }
        long bytes;
        try {
            bytes = Tensors.bytes(tensor);
        } catch (ArithmeticException e) {
            throw new IOException(sentence(tensor, "has a shape beyond 64 bits"), e);
        }
        if (bytes < 0) {
            throw refuse(tensor, "has a negative dimension");
        }
        if (length >= 0 && length != bytes) {
            throw refuse(tensor, "announces " + length + " bytes where its shape and type need " + bytes);
        }
        if (bytes > Integer.MAX_VALUE) {
            throw refuse(tensor, "has " + bytes + " bytes and one tensor may have at most 2 GiB here");
        }
        FileChannel channel = open(tensor, location);
        if (offset > channel.size() - bytes) {
            throw refuse(
                    tensor,
                    "should have " + bytes + " bytes from byte " + offset + " of " + Refusals.quote(location)
                            + " on, which has " + channel.size());
        }
        if (bytes >= COPIED_BYTES) {
            return Detached.attach(tensor, channel.map(FileChannel.MapMode.READ_ONLY, offset, bytes));
        }
        return tensor.toBuilder()
                .clearExternalData()
                .clearDataLocation()
                .setRawData(copy(channel, offset, (int) bytes))
                .build();
    }

    private static ByteString copy(FileChannel channel, long offset, int bytes) throws IOException {
        ByteBuffer copy = ByteBuffer.allocate(bytes);
        while (copy.hasRemaining()) {
            if (channel.read(copy, offset + copy.position()) < 0) {
                throw new IOException(
                        "A file with the model's data became shorter while it was read; nothing was changed,"
                                + " try again.");
            }
        }
        return UnsafeByteOperations.unsafeWrap(copy.array());
    }

    private static long number(TensorProto tensor, StringStringEntryProto entry) throws IOException {
        try {
            long value = Long.parseLong(entry.getValue());
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IOException(
                    sentence(tensor, "has the " + entry.getKey() + " " + Refusals.quote(entry.getValue())), e);
        }
        throw refuse(tensor, "has a negative " + entry.getKey());
    }

    /** The file of that name beside the model; a name or a link that leads elsewhere is refused. */
    private FileChannel open(TensorProto tensor, String location) throws IOException {
        FileChannel known = channels.get(location);
        if (known != null) {
            return known;
        }
        if (location.isEmpty()
                || location.equals(".")
                || location.contains("..")
                || location.contains("/")
                || location.contains("\\")
                || location.indexOf('\0') >= 0) {
            throw refuse(
                    tensor,
                    "keeps its data in " + Refusals.quote(location)
                            + ", and only a plain file name beside the model is allowed");
        }
        Path file = directory.resolve(location);
        if (!Files.isRegularFile(file)) {
            throw refuse(tensor, "keeps its data in " + Refusals.quote(location) + ", which is not beside the model");
        }
        if (!directory.equals(file.toRealPath().getParent())) {
            throw refuse(
                    tensor,
                    "keeps its data in " + Refusals.quote(location)
                            + ", a link that leads out of the model's directory");
        }
        FileChannel channel = FileChannel.open(file);
        channels.put(location, channel);
        return channel;
    }

    private static IOException refuse(TensorProto tensor, String what) {
        return new IOException(sentence(tensor, what));
    }

    private static String sentence(TensorProto tensor, String what) {
        return "The tensor " + Refusals.quote(tensor.getName()) + " " + what
                + "; nothing was changed, put the model's files into one directory or export it again.";
    }
}
