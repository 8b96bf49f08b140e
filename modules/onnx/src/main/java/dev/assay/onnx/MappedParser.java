package dev.assay.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.AbstractMessage;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.assay.onnx.tensor.Detached;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * Parses a model from a mapped file so that the raw data of its tensors stays in the file: pages of it are read when
 * someone looks at them. The protobuf library would copy the whole file to the heap.
 *
 * <p>Messages that hold tensors, directly or below, are taken apart here; everything else is given to the library.
 */
final class MappedParser {
    /** Shorter messages are copied whole. */
    private static final int SMALL_BYTES = 1 << 12;

    private static final int MODEL_GRAPH = 7;
    private static final int MODEL_FUNCTIONS = 25;
    private static final int GRAPH_NODE = 1;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int FUNCTION_NODE = 7;
    private static final int NODE_ATTRIBUTE = 5;
    private static final int ATTRIBUTE_TENSOR = 5;
    private static final int ATTRIBUTE_GRAPH = 6;
    private static final int ATTRIBUTE_TENSORS = 10;
    private static final int ATTRIBUTE_GRAPHS = 11;
    private static final int TENSOR_RAW_DATA = 9;

    private final int maxDepth;
    private int depth;

    private MappedParser(int maxDepth) {
        this.maxDepth = maxDepth;
    }

    /** The model in a buffer, which must not change from now on. */
    static ModelProto parse(ByteBuffer file, int maxDepth) throws InvalidProtocolBufferException {
        return new MappedParser(maxDepth).model(file);
    }

    /** Takes one field of a message that is itself a message or bytes; false leaves it to the library. */
    @FunctionalInterface
    private interface Fields {
        boolean take(int field, ByteBuffer content) throws InvalidProtocolBufferException;
    }

    private ModelProto model(ByteBuffer bytes) throws InvalidProtocolBufferException {
        ModelProto.Builder model = ModelProto.newBuilder();
        split(bytes, model, (field, content) -> {
            switch (field) {
                case MODEL_GRAPH -> model.mergeGraph(graph(content));
                case MODEL_FUNCTIONS -> model.addFunctions(function(content));
                default -> {
                    return false;
                }
            }
            return true;
        });
        return model.build();
    }

    private GraphProto graph(ByteBuffer bytes) throws InvalidProtocolBufferException {
        GraphProto.Builder graph = GraphProto.newBuilder();
        split(bytes, graph, (field, content) -> {
            switch (field) {
                case GRAPH_NODE -> graph.addNode(node(content));
                case GRAPH_INITIALIZER -> graph.addInitializer(tensor(content));
                default -> {
                    return false;
                }
            }
            return true;
        });
        return graph.build();
    }

    private FunctionProto function(ByteBuffer bytes) throws InvalidProtocolBufferException {
        FunctionProto.Builder function = FunctionProto.newBuilder();
        split(bytes, function, (field, content) -> {
            if (field == FUNCTION_NODE) {
                function.addNode(node(content));
            }
            return field == FUNCTION_NODE;
        });
        return function.build();
    }

    private NodeProto node(ByteBuffer bytes) throws InvalidProtocolBufferException {
        NodeProto.Builder node = NodeProto.newBuilder();
        split(bytes, node, (field, content) -> {
            if (field == NODE_ATTRIBUTE) {
                node.addAttribute(attribute(content));
            }
            return field == NODE_ATTRIBUTE;
        });
        return node.build();
    }

    private AttributeProto attribute(ByteBuffer bytes) throws InvalidProtocolBufferException {
        AttributeProto.Builder attribute = AttributeProto.newBuilder();
        split(bytes, attribute, (field, content) -> {
            switch (field) {
                case ATTRIBUTE_TENSOR -> attribute.mergeT(tensor(content));
                case ATTRIBUTE_GRAPH -> attribute.mergeG(graph(content));
                case ATTRIBUTE_TENSORS -> attribute.addTensors(tensor(content));
                case ATTRIBUTE_GRAPHS -> attribute.addGraphs(graph(content));
                default -> {
                    return false;
                }
            }
            return true;
        });
        return attribute.build();
    }

    private TensorProto tensor(ByteBuffer bytes) throws InvalidProtocolBufferException {
        TensorProto.Builder tensor = TensorProto.newBuilder();
        ByteBuffer[] raw = new ByteBuffer[1];
        split(bytes, tensor, (field, content) -> {
            boolean detached = field == TENSOR_RAW_DATA && content.remaining() >= Detached.MIN_BYTES;
            if (detached) {
                raw[0] = content;
            }
            return detached;
        });
        return raw[0] == null ? tensor.build() : Detached.attach(tensor.build(), raw[0]);
    }

    /** Gives a message's parts to whoever takes them, and the rest to the library. */
    private void split(ByteBuffer message, AbstractMessage.Builder<?> builder, Fields fields)
            throws InvalidProtocolBufferException {
        if (message.remaining() <= SMALL_BYTES) {
            byte[] copy = new byte[message.remaining()];
            message.get(copy);
            merge(builder, copy);
            return;
        }
        if (++depth > maxDepth) {
            throw new InvalidProtocolBufferException("its parts are nested more than " + maxDepth + " deep");
        }
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        while (message.hasRemaining()) {
            int start = message.position();
            int tag = (int) varint(message);
            switch (tag & 7) {
                case WireReader.VARINT -> varint(message);
                case WireReader.FIXED64 -> skip(message, Long.BYTES);
                case WireReader.FIXED32 -> skip(message, Integer.BYTES);
                case WireReader.BYTES -> {
                    long length = varint(message);
                    int contentStart = message.position();
                    skip(message, length);
                    if (fields.take(tag >>> 3, message.slice(contentStart, (int) length))) {
                        continue;
                    }
                }
                default -> throw new InvalidProtocolBufferException("it has a field that protobuf does not have");
            }
            byte[] field = new byte[message.position() - start];
            message.get(start, field);
            rest.writeBytes(field);
        }
        depth--;
        merge(builder, rest.toByteArray());
    }

    private void merge(AbstractMessage.Builder<?> builder, byte[] bytes) throws InvalidProtocolBufferException {
        CodedInputStream input = ByteString.copyFrom(bytes).newCodedInput();
        input.setRecursionLimit(maxDepth);
        try {
            builder.mergeFrom(input);
            input.checkLastTagWas(0);
        } catch (InvalidProtocolBufferException e) {
            throw e;
        } catch (java.io.IOException e) {
            throw new InvalidProtocolBufferException(e);
        }
    }

    private static long varint(ByteBuffer in) throws InvalidProtocolBufferException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (!in.hasRemaining()) {
                throw new InvalidProtocolBufferException("it stops in the middle of a number");
            }
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new InvalidProtocolBufferException("it has a number of more than ten bytes");
    }

    private static void skip(ByteBuffer in, long bytes) throws InvalidProtocolBufferException {
        if (bytes < 0 || bytes > in.remaining()) {
            throw new InvalidProtocolBufferException("it stops before its end");
        }
        in.position(in.position() + (int) bytes);
    }
}
