package dev.assay.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.assay.onnx.edit.Attributes;
import dev.assay.onnx.edit.EachTensor;
import dev.assay.onnx.tensor.Detached;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A model with detached tensors as one protobuf message that is written piece by piece, byte for byte what the library
 * would write were the data in the messages. Everything but the data is small and serialised by the library; lengths are
 * known before the first byte is written.
 */
final class StreamedModel {
    private static final int BUFFER_BYTES = 1 << 16;

    private final List<Object> pieces = new ArrayList<>();
    private long sizeBytes;

    static StreamedModel of(ModelProto model) {
        // Functions have room for constants, but nobody keeps large weights there.
        ModelProto rest = EachTensor.change(model.toBuilder().clearGraph().build(), Detached::inlined);
        StreamedModel streamed = new StreamedModel();
        streamed.message(rest.toBuilder().setGraph(model.getGraph()).build());
        return streamed;
    }

    long sizeBytes() {
        return sizeBytes;
    }

    void writeTo(OutputStream out) throws IOException {
        for (Object piece : pieces) {
            if (piece instanceof byte[] bytes) {
                out.write(bytes);
            } else if (piece instanceof ByteBuffer block) {
                write(block, out);
            }
        }
    }

    static void write(ByteBuffer data, OutputStream out) throws IOException {
        ByteBuffer bytes = data.duplicate();
        byte[] part = new byte[Math.min(BUFFER_BYTES, bytes.remaining())];
        while (bytes.hasRemaining()) {
            int length = Math.min(part.length, bytes.remaining());
            bytes.get(part, 0, length);
            out.write(part, 0, length);
        }
    }

    /** Takes a message field by field, in the order of the library; those that may hold tensors are taken apart. */
    private void message(Message message) {
        Message.Builder together = message.newBuilderForType();
        for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
            FieldDescriptor field = entry.getKey();
            List<?> values = field.isRepeated() ? (List<?>) entry.getValue() : List.of(entry.getValue());
            if (values.stream().noneMatch(StreamedModel::hasDetached)) {
                together.setField(field, entry.getValue());
                continue;
            }
            add(together.build().toByteArray());
            together = message.newBuilderForType();
            for (Object value : values) {
                StreamedModel part = new StreamedModel();
                if (value instanceof TensorProto tensor) {
                    part.tensor(tensor);
                } else {
                    part.message((Message) value);
                }
                addTag(field.getNumber(), part.sizeBytes);
                pieces.addAll(part.pieces);
                sizeBytes += part.sizeBytes;
            }
        }
        together.setUnknownFields(message.getUnknownFields());
        add(together.build().toByteArray());
    }

    private static boolean hasDetached(Object value) {
        return switch (value) {
            case TensorProto tensor -> Detached.of(tensor) != null;
            case GraphProto graph ->
                graph.getInitializerList().stream().anyMatch(StreamedModel::hasDetached)
                        || graph.getNodeList().stream().anyMatch(StreamedModel::hasDetached);
            case NodeProto node -> node.getAttributeList().stream().anyMatch(StreamedModel::hasDetached);
            case AttributeProto attribute ->
                Attributes.hasTensors(attribute)
                        && (hasDetached(attribute.getT())
                                || hasDetached(attribute.getG())
                                || attribute.getTensorsList().stream().anyMatch(StreamedModel::hasDetached)
                                || attribute.getGraphsList().stream().anyMatch(StreamedModel::hasDetached));
            default -> false;
        };
    }

    /** Raw data comes behind the name and before what describes external data, which is left out. */
    private void tensor(TensorProto tensor) {
        ByteBuffer block = Detached.of(tensor);
        if (block == null) {
            add(tensor.toByteArray());
            return;
        }
        TensorProto.Builder before =
                tensor.toBuilder().clearExternalData().clearDataLocation().clearDocString();
        before.setUnknownFields(tensor.getUnknownFields().getDefaultInstanceForType());
        add(before.build().toByteArray());
        addTag(TensorProto.RAW_DATA_FIELD_NUMBER, block.remaining());
        pieces.add(block);
        sizeBytes += block.remaining();
        TensorProto.Builder after = TensorProto.newBuilder().setUnknownFields(tensor.getUnknownFields());
        if (tensor.hasDocString()) {
            after.setDocString(tensor.getDocString());
        }
        add(after.build().toByteArray());
    }

    private void addTag(int field, long length) {
        int key = WireReader.tag(field, WireReader.BYTES);
        byte[] tag = new byte
                [CodedOutputStream.computeUInt32SizeNoTag(key) + CodedOutputStream.computeUInt64SizeNoTag(length)];
        CodedOutputStream out = CodedOutputStream.newInstance(tag);
        try {
            out.writeUInt32NoTag(key);
            out.writeUInt64NoTag(length);
            out.checkNoSpaceLeft();
        } catch (IOException e) {
            throw new IllegalStateException("An array takes what was measured for it", e);
        }
        add(tag);
    }

    private void add(byte[] bytes) {
        if (bytes.length > 0) {
            pieces.add(bytes);
            sizeBytes += bytes.length;
        }
    }
}
