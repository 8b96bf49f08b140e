package dev.assay.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.assay.onnx.edit.EachTensor;
import dev.assay.onnx.tensor.Detached;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Writes model files so that a file is either there as a whole or not at all. */
final class ModelFiles {
    /** Where tensors begin in a data file, so that they can be mapped. */
    static final long ALIGNMENT_BYTES = 4096;

    /** Tensors with less data stay in the graph's file. */
    private static final int INLINE_BYTES = 1024;

    private static final byte[] PADDING = new byte[(int) ALIGNMENT_BYTES];

    private ModelFiles() {}

    /** Produces the bytes of a file. */
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Writes one file: next to its place first, then moved there. Something that is no file is written as it is. */
    static void write(Path file, Content content) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            try (OutputStream out = Files.newOutputStream(file)) {
                content.writeTo(out);
            }
            return;
        }
        Path target = Files.exists(file) ? file.toRealPath() : file;
        Path part = part(target);
        try {
            fill(part, content);
            move(part, target);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Writes the graph to a file and the data of its initializers to {@code NAME.data} beside it. */
    static void writeSplit(Path file, ModelProto model) throws IOException {
        Path target = Files.exists(file) ? file.toRealPath() : file;
        Path data = target.resolveSibling(target.getFileName() + ".data");
        Path part = part(target);
        Path dataPart = part(data);
        try {
            ModelProto[] graph = new ModelProto[1];
            fill(dataPart, out -> {
                Split split = new Split(out, String.valueOf(data.getFileName()));
                ModelProto outside = model.toBuilder()
                        .setGraph(split.graph(model.getGraph()))
                        .build();
                // Only initializers may keep their data elsewhere.
                graph[0] = EachTensor.change(outside, Detached::inlined);
            });
            fill(part, graph[0]::writeTo);
            move(dataPart, data);
            move(part, target);
        } finally {
            Files.deleteIfExists(part);
            Files.deleteIfExists(dataPart);
        }
    }

    private static Path part(Path target) {
        return target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
    }

    private static void fill(Path part, Content content) throws IOException {
        try (OutputStream out =
                new InPieces(Files.newOutputStream(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
            content.writeTo(out);
        }
    }

    /** Hands long arrays on piece by piece: the channel behind copies each to memory outside of the heap as a whole. */
    private static final class InPieces extends FilterOutputStream {
        private static final int PIECE_BYTES = 1 << 18;

        InPieces(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            for (int done = 0; done < length; done += PIECE_BYTES) {
                out.write(bytes, offset + done, Math.min(PIECE_BYTES, length - done));
            }
        }
    }

    private static void move(Path part, Path target) throws IOException {
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Moves data to a file while it goes through graphs. */
    private static final class Split {
        private final OutputStream out;
        private final String location;
        private long position;

        Split(OutputStream out, String location) {
            this.out = out;
            this.location = location;
        }

        GraphProto graph(GraphProto graph) throws IOException {
            GraphProto.Builder result = graph.toBuilder();
            for (int i = 0; i < graph.getInitializerCount(); i++) {
                result.setInitializer(i, tensor(graph.getInitializer(i)));
            }
            for (int i = 0; i < graph.getNodeCount(); i++) {
                NodeProto node = graph.getNode(i);
                for (int j = 0; j < node.getAttributeCount(); j++) {
                    AttributeProto attribute = node.getAttribute(j);
                    if (attribute.hasG()) {
                        result.getNodeBuilder(i).getAttributeBuilder(j).setG(graph(attribute.getG()));
                    }
                    for (int k = 0; k < attribute.getGraphsCount(); k++) {
                        result.getNodeBuilder(i).getAttributeBuilder(j).setGraphs(k, graph(attribute.getGraphs(k)));
                    }
                }
            }
            return result.build();
        }

        private TensorProto tensor(TensorProto tensor) throws IOException {
            ByteBuffer block = Detached.of(tensor);
            int size = block == null ? tensor.getRawData().size() : block.remaining();
            if (size < INLINE_BYTES) {
                return tensor;
            }
            int padding = (int) (-position & (ALIGNMENT_BYTES - 1));
            out.write(PADDING, 0, padding);
            long offset = position + padding;
            if (block == null) {
                tensor.getRawData().writeTo(out);
            } else {
                StreamedModel.write(block, out);
            }
            position = offset + size;
            return tensor.toBuilder()
                    .clearRawData()
                    .clearExternalData()
                    .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                    .addExternalData(entry("location", location))
                    .addExternalData(entry("offset", Long.toString(offset)))
                    .addExternalData(entry("length", Integer.toString(size)))
                    .build();
        }

        private static StringStringEntryProto entry(String key, String value) {
            return StringStringEntryProto.newBuilder()
                    .setKey(key)
                    .setValue(value)
                    .build();
        }
    }
}
