package dev.assay.quantization.blockwise;

import java.util.stream.IntStream;

/** A matrix rounded in blocks along its columns, and the layouts in which files hold it. */
public final class BlockMatrix {
    /** Columns that are worked on together: one cache line of a row-major float matrix. */
    private static final int STRIPE = 16;

    private final int rows;
    private final int columns;
    private final BlockFormat format;
    private final int blocks;
    private final byte[] integers;
    private final float[] scales;
    private final byte[] zeros;

    BlockMatrix(int rows, int columns, BlockFormat format) {
        this.rows = rows;
        this.columns = columns;
        this.format = format;
        this.blocks = format.blocks(rows);
        this.integers = new byte[Math.multiplyExact(rows, columns)];
        this.scales = new float[blocks * columns];
        this.zeros = new byte[blocks * columns];
    }

    /** Rounds every block on its own; several threads share the columns, which do not depend on each other. */
    public static BlockMatrix round(WeightMatrix weights, BlockFormat format, BlockRounding rounding) {
        BlockMatrix result = new BlockMatrix(weights.rows(), weights.columns(), format);
        IntStream.range(0, Math.ceilDiv(weights.columns(), STRIPE))
                .parallel()
                .forEach(stripe -> result.roundStripe(weights, rounding, stripe * STRIPE));
        return result;
    }

    private void roundStripe(WeightMatrix weights, BlockRounding rounding, int firstColumn) {
        int width = Math.min(STRIPE, columns - firstColumn);
        double[][] block = new double[width][format.block()];
        BlockRounding.Parameters parameters = new BlockRounding.Parameters();
        for (int b = 0; b < blocks; b++) {
            int first = b * format.block();
            int count = Math.min(format.block(), rows - first);
            for (int i = 0; i < count; i++) {
                for (int c = 0; c < width; c++) {
                    block[c][i] = weights.get(first + i, firstColumn + c);
                }
            }
            for (int c = 0; c < width; c++) {
                rounding.choose(block[c], count, format, parameters);
                setParameters(b, firstColumn + c, parameters);
                for (int i = 0; i < count; i++) {
                    setInteger(
                            first + i, firstColumn + c, format.integer(block[c][i], parameters.scale, parameters.zero));
                }
            }
        }
    }

    void setParameters(int block, int column, BlockRounding.Parameters parameters) {
        scales[column * blocks + block] = parameters.scale;
        zeros[column * blocks + block] = (byte) parameters.zero;
    }

    void setInteger(int row, int column, int integer) {
        integers[column * rows + row] = (byte) integer;
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    public BlockFormat format() {
        return format;
    }

    /** Blocks of one column. */
    public int blocks() {
        return blocks;
    }

    /** False when the weights of some block span more than a float scale can. */
    public boolean isUsable() {
        for (float scale : scales) {
            if (!Float.isFinite(scale)) {
                return false;
            }
        }
        return true;
    }

    public int integer(int row, int column) {
        return integers[column * rows + row] & 0xff;
    }

    public float scale(int block, int column) {
        return scales[column * blocks + block];
    }

    public int zero(int block, int column) {
        return zeros[column * blocks + block] & 0xff;
    }

    /** The weight that a kernel computes with. */
    public float dequantized(int row, int column) {
        int at = column * blocks + row / format.block();
        return ((integers[column * rows + row] & 0xff) - (zeros[at] & 0xff)) * scales[at];
    }

    /** Scales as {@code [columns, blocks]}. */
    public float[] scales() {
        return scales.clone();
    }

    /** Integers as {@code [columns, blocks, block * bits / 8]}, the first of a byte in its low bits, 0 behind the end. */
    public byte[] packedPerColumn() {
        byte[] padded = new byte[Math.multiplyExact(columns, blocks * format.block())];
        for (int column = 0; column < columns; column++) {
            System.arraycopy(integers, column * rows, padded, column * blocks * format.block(), rows);
        }
        return pack(padded);
    }

    /** Zero points as {@code [columns, ceil(blocks * bits / 8)]}: each column begins with a new byte. */
    public byte[] zerosPerColumn() {
        int stride = format.bits() == 4 ? blocks + blocks % 2 : blocks;
        byte[] padded = new byte[columns * stride];
        for (int column = 0; column < columns; column++) {
            System.arraycopy(zeros, column * blocks, padded, column * stride, blocks);
        }
        return pack(padded);
    }

    /** Integers as {@code [columns, rows]} without gaps; signed ones have the middle taken off. */
    public byte[] packedByColumn() {
        return pack(signed(integers.clone()));
    }

    /** Zero points as {@code [columns, blocks]} without gaps. */
    public byte[] zerosByColumn() {
        return pack(zeros.clone());
    }

    /** Integers as {@code [rows, columns]} without gaps; signed ones have the middle taken off. */
    public byte[] packedByRow() {
        return pack(signed(transposed(integers, columns, rows)));
    }

    /** Zero points as {@code [blocks, columns]} without gaps. */
    public byte[] zerosByRow() {
        return pack(transposed(zeros, columns, blocks));
    }

    /** Scales as {@code [blocks, columns]}. */
    public float[] scalesByRow() {
        float[] turned = new float[scales.length];
        for (int column = 0; column < columns; column++) {
            for (int block = 0; block < blocks; block++) {
                turned[block * columns + column] = scales[column * blocks + block];
            }
        }
        return turned;
    }

    /** Runs that followed each other, element by element instead. */
    private static byte[] transposed(byte[] values, int runs, int length) {
        byte[] turned = new byte[values.length];
        for (int run = 0; run < runs; run++) {
            for (int i = 0; i < length; i++) {
                turned[i * runs + run] = values[run * length + i];
            }
        }
        return turned;
    }

    /** Symmetric integers are stored signed where a type says how to read them. */
    private byte[] signed(byte[] values) {
        if (format.symmetric()) {
            for (int i = 0; i < values.length; i++) {
                values[i] -= (byte) format.middle();
            }
        }
        return values;
    }

    private byte[] pack(byte[] values) {
        if (format.bits() == Byte.SIZE) {
            return values;
        }
        byte[] packed = new byte[Math.ceilDiv(values.length, 2)];
        for (int i = 0; i < values.length; i++) {
            packed[i / 2] |= (byte) ((values[i] & 0xf) << (i % 2 * 4));
        }
        return packed;
    }
}
