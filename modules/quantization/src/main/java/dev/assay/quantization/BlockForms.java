package dev.assay.quantization;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.assay.onnx.edit.Attributes;
import dev.assay.onnx.edit.Names;
import dev.assay.onnx.tensor.ElementType;
import dev.assay.onnx.tensor.Tensors;
import dev.assay.quantization.RoundedWeights.Unroundable;
import dev.assay.quantization.blockwise.BlockFormat;
import dev.assay.quantization.blockwise.BlockMatrix;
import dev.assay.quantization.blockwise.BlockRounding;
import dev.assay.quantization.blockwise.WeightMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Weights in blocks: {@code MatMulNBits} and {@code GatherBlockQuantized} of ONNX Runtime's own domain, or
 * {@code DequantizeLinear} with a block size, which ONNX Runtime turns into the first at load.
 *
 * @param format        bits and blocks
 * @param form          which of the two
 * @param accuracyLevel attribute of {@code MatMulNBits}; 0 is left out
 * @param matrices      rounds the weights of products
 * @param tables        rounds tables
 */
record BlockForms(
        BlockFormat format, Scheme.WeightForm form, int accuracyLevel, MatrixRounding matrices, BlockRounding tables)
        implements WeightForms {

    /** Rounds the weights of a product. */
    @FunctionalInterface
    interface MatrixRounding {
        BlockMatrix round(LinearLayer layer);
    }

    @Override
    public boolean isBesideReader() {
        return form == Scheme.WeightForm.PORTABLE;
    }

    @Override
    public Stored matrix(LinearLayer layer, UnaryOperator<String> names) throws Unroundable {
        BlockMatrix blocks = usable(matrices.round(layer));
        String suffix = format.bits() == 4 ? "_int4" : "_int8";
        return form == Scheme.WeightForm.NBITS
                ? nBits(layer.matrix(), blocks, names, suffix)
                : portable(layer.matrix(), blocks, names, suffix);
    }

    private static BlockMatrix usable(BlockMatrix blocks) throws Unroundable {
        if (!blocks.isUsable()) {
            throw new Unroundable("its weights span more than float32 can hold, so no scale fits");
        }
        return blocks;
    }

    private Stored nBits(WeightMatrix weights, BlockMatrix blocks, UnaryOperator<String> names, String suffix) {
        int columns = blocks.columns();
        byte[] zeros = blocks.zerosPerColumn();
        List<TensorProto> tensors = new ArrayList<>();
        tensors.add(Tensors.ofRaw(
                names.apply(suffix),
                ElementType.UINT8,
                blocks.packedPerColumn(),
                columns,
                blocks.blocks(),
                format.block() * format.bits() / Byte.SIZE));
        tensors.add(Tensors.ofFloats(names.apply("_scales"), blocks.scales(), columns, blocks.blocks()));
        if (!format.symmetric()) {
            tensors.add(Tensors.ofRaw(
                    names.apply("_zero_points"), ElementType.UINT8, zeros, columns, zeros.length / columns));
        }
        return Stored.of(tensors, weights, blocks, (node, output, fresh, into) -> {
            NodeProto.Builder product = WeightForms.operator(
                            "MatMulNBits",
                            fresh.fresh(Names.label(node) + suffix),
                            inputs(node.getInput(0), tensors),
                            output)
                    .setDomain(Ground.MICROSOFT)
                    .addAttribute(Attributes.integer("K", blocks.rows()))
                    .addAttribute(Attributes.integer("N", columns))
                    .addAttribute(Attributes.integer("bits", format.bits()))
                    .addAttribute(Attributes.integer("block_size", format.block()));
            if (accuracyLevel != 0) {
                product.addAttribute(Attributes.integer("accuracy_level", accuracyLevel));
            }
            into.add(product.build());
        });
    }

    private Stored portable(WeightMatrix weights, BlockMatrix blocks, UnaryOperator<String> names, String suffix) {
        ElementType type = type();
        List<TensorProto> tensors = new ArrayList<>();
        tensors.add(Tensors.ofRaw(names.apply(suffix), type, blocks.packedByRow(), blocks.rows(), blocks.columns()));
        tensors.add(Tensors.ofFloats(names.apply("_scales"), blocks.scalesByRow(), blocks.blocks(), blocks.columns()));
        if (!format.symmetric()) {
            tensors.add(Tensors.ofRaw(
                    names.apply("_zero_points"), type, blocks.zerosByRow(), blocks.blocks(), blocks.columns()));
        }
        return Stored.of(tensors, weights, blocks, (node, output, fresh, into) -> {
            // One for each reader: the runtime only fuses those that a single product reads.
            String floats = fresh.fresh(node.getInput(1) + "_dequantized");
            into.add(WeightForms.operator(
                            "DequantizeLinear",
                            fresh.fresh(Names.label(node) + "_dequantize"),
                            tensors.stream().map(TensorProto::getName).toList(),
                            floats)
                    .addAttribute(Attributes.integer("axis", 0))
                    .addAttribute(Attributes.integer("block_size", format.block()))
                    .build());
            into.add(WeightForms.operator("MatMul", Names.label(node), List.of(node.getInput(0), floats), output)
                    .build());
        });
    }

    @Override
    public Stored table(NodeProto gather, TensorProto table, UnaryOperator<String> names) throws Unroundable {
        if (form == Scheme.WeightForm.PORTABLE) {
            throw new Unroundable(
                    "no standard operator reads a table of " + format.bits() + "-bit blocks; the form nbits has one");
        }
        int rank = table.getDimsCount();
        long axis = Tables.axis(gather, rank);
        if (format.bits() == Byte.SIZE && axis != 0) {
            throw new Unroundable("its lookup is along axis " + axis + "; only lookups along axis 0 read 8-bit blocks");
        }
        int rowLength = Math.toIntExact(table.getDims(rank - 1));
        int tableRows = Math.toIntExact(Tensors.elements(table) / rowLength);
        WeightMatrix matrix = WeightMatrix.columnMajor(Tensors.floats(table), rowLength, tableRows, 1f);
        BlockMatrix blocks = usable(BlockMatrix.round(matrix, format, tables));
        ElementType type = type();
        long[] blockDims = Tensors.dims(table);
        blockDims[rank - 1] = blocks.blocks();
        List<TensorProto> tensors = new ArrayList<>();
        tensors.add(Tensors.ofRaw(
                names.apply(format.bits() == 4 ? "_int4" : "_int8"),
                type,
                blocks.packedByColumn(),
                Tensors.dims(table)));
        tensors.add(Tensors.ofFloats(names.apply("_scales"), blocks.scales(), blockDims));
        if (!format.symmetric()) {
            tensors.add(Tensors.ofRaw(names.apply("_zero_points"), type, blocks.zerosByColumn(), blockDims));
        }
        return Stored.of(tensors, matrix, blocks, (node, output, fresh, into) -> {
            List<String> inputs = inputs(tensors.getFirst().getName(), List.of());
            inputs.add(node.getInput(1));
            tensors.stream().skip(1).map(TensorProto::getName).forEach(inputs::add);
            NodeProto.Builder lookup = WeightForms.operator(
                            "GatherBlockQuantized", fresh.fresh(Names.label(node) + "_blocks"), inputs, output)
                    .setDomain(Ground.MICROSOFT)
                    .addAttribute(Attributes.integer("gather_axis", axis))
                    .addAttribute(Attributes.integer("quantize_axis", rank - 1L))
                    .addAttribute(Attributes.integer("block_size", format.block()));
            if (format.bits() == Byte.SIZE) {
                lookup.addAttribute(Attributes.integer("bits", format.bits()));
            }
            into.add(lookup.build());
        });
    }

    private ElementType type() {
        if (format.bits() == Byte.SIZE) {
            return format.symmetric() ? ElementType.INT8 : ElementType.UINT8;
        }
        return format.symmetric() ? ElementType.INT4 : ElementType.UINT4;
    }

    private static List<String> inputs(String first, List<TensorProto> tensors) {
        List<String> inputs = new ArrayList<>();
        inputs.add(first);
        tensors.forEach(tensor -> inputs.add(tensor.getName()));
        return inputs;
    }
}
