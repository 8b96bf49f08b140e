package dev.assay.onnx.edit;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and makes the attributes of nodes. */
public final class Attributes {
    private Attributes() {}

    /** The attribute of that name, or null. */
    public static @Nullable AttributeProto find(List<AttributeProto> attributes, String name) {
        for (AttributeProto attribute : attributes) {
            if (attribute.getName().equals(name)) {
                return attribute;
            }
        }
        return null;
    }

    /** Whether a node carries graphs of its own, as control flow does. */
    public static boolean hasBody(NodeProto node) {
        return node.getAttributeList().stream().anyMatch(a -> a.hasG() || a.getGraphsCount() > 0);
    }

    /** Whether an attribute holds tensors or graphs. */
    public static boolean hasTensors(AttributeProto attribute) {
        return attribute.hasT()
                || attribute.hasG()
                || attribute.getTensorsCount() > 0
                || attribute.getGraphsCount() > 0;
    }

    public static long integer(NodeProto node, String name, long byDefault) {
        AttributeProto attribute = find(node.getAttributeList(), name);
        return attribute == null ? byDefault : attribute.getI();
    }

    public static float real(NodeProto node, String name, float byDefault) {
        AttributeProto attribute = find(node.getAttributeList(), name);
        return attribute == null ? byDefault : attribute.getF();
    }

    public static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.INT)
                .setI(value)
                .build();
    }

    public static AttributeProto text(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    public static AttributeProto tensor(String name, TensorProto value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.TENSOR)
                .setT(value)
                .build();
    }
}
