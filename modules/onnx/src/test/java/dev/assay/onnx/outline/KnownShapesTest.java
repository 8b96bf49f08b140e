package dev.assay.onnx.outline;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.assay.onnx.OnnxModel;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KnownShapesTest {
    @Test
    void readsTheSizesOfNamedDimensions() {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        shape.addDimBuilder().setDimParam("batch");
        shape.addDimBuilder().setDimValue(3);
        shape.addDimBuilder().setDimParam("length");
        OnnxModel model = OnnxModel.of(Nodes.model(GraphProto.newBuilder()
                .addInput(ValueInfoProto.newBuilder()
                        .setName("a=b")
                        .setType(TypeProto.newBuilder()
                                .setTensorType(TypeProto.Tensor.newBuilder().setShape(shape))))));
        assertThat(KnownShapes.dimensions(model, List.of("a=b=2x3x128", "other=7", "nonsense")))
                .isEqualTo(Map.of("batch", 2L, "length", 128L));
    }
}
