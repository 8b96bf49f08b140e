package dev.assay.quantization;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.assay.onnx.edit.Attributes;
import dev.assay.onnx.edit.Names;
import dev.assay.onnx.tensor.Tensors;
import dev.assay.quantization.RoundedWeights.Unroundable;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Weights in eight bits with one scale per output column, read back by {@code DequantizeLinear} with an axis: standard
 * operators only. ONNX Runtime turns the pair of it and {@code MatMul} into {@code MatMulNBits} at load. Tables have one
 * scale per column too, applied to the rows that were looked up.
 */
record ChannelForms() implements WeightForms {
    @Override
    public boolean isBesideReader() {
        return true;
    }

    @Override
    public Stored matrix(LinearLayer layer, UnaryOperator<String> names) throws Unroundable {
        RoundedWeights rounded = RoundedWeights.matrix(
                layer.matrix().values(),
                layer.matrix().rows(),
                layer.matrix().columns(),
                layer.transposed(),
                layer.matrix().factor(),
                true,
                false,
                names);
        return new Stored(
                List.of(rounded.values(), rounded.scale(), rounded.zeroPoint()),
                rounded.sqnrDb(),
                rounded.cosine(),
                (node, output, fresh, into) -> {
                    // One for each reader: the runtime only fuses those that a single product reads.
                    String floats = fresh.fresh(node.getInput(1) + "_dequantized");
                    into.add(WeightForms.operator(
                                    "DequantizeLinear",
                                    fresh.fresh(Names.label(node) + "_dequantize"),
                                    List.of(
                                            rounded.values().getName(),
                                            rounded.scale().getName(),
                                            rounded.zeroPoint().getName()),
                                    floats)
                            .addAttribute(Attributes.integer("axis", 1))
                            .build());
                    into.add(
                            WeightForms.operator("MatMul", Names.label(node), List.of(node.getInput(0), floats), output)
                                    .build());
                });
    }

    @Override
    public Stored table(NodeProto gather, TensorProto table, UnaryOperator<String> names) throws Unroundable {
        int rank = table.getDimsCount();
        Tables.axis(gather, rank);
        int columns = Math.toIntExact(table.getDims(rank - 1));
        int rows = Math.toIntExact(Tensors.elements(table) / columns);
        RoundedWeights rounded =
                RoundedWeights.matrix(Tensors.floats(table), rows, columns, false, 1f, true, false, names);
        TensorProto.Builder values = rounded.values().toBuilder().clearDims();
        table.getDimsList().forEach(values::addDims);
        return new Stored(
                List.of(values.build(), rounded.scale(), rounded.zeroPoint()),
                rounded.sqnrDb(),
                rounded.cosine(),
                (node, output, fresh, into) -> {
                    String integers = fresh.fresh(output + "_int8");
                    into.add(node.toBuilder()
                            .setInput(0, rounded.values().getName())
                            .setOutput(0, integers)
                            .build());
                    into.add(WeightForms.operator(
                                    "DequantizeLinear",
                                    fresh.fresh(Names.label(node) + "_dequantize"),
                                    List.of(
                                            integers,
                                            rounded.scale().getName(),
                                            rounded.zeroPoint().getName()),
                                    output)
                            .addAttribute(Attributes.integer("axis", -1))
                            .build());
                });
    }
}
