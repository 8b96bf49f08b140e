package dev.assay.quantization.blockwise;

/** Chooses the scale and the zero point of one block. */
@FunctionalInterface
public interface BlockRounding {
    /**
     * Looks at a block.
     *
     * @param weights    holds the block at its beginning
     * @param count      weights in the block, at least 1
     * @param parameters where scale and zero point go
     */
    void choose(double[] weights, int count, BlockFormat format, Parameters parameters);

    /** The scale and the zero point of a block; reused from block to block. */
    final class Parameters {
        float scale;
        int zero;

        public float scale() {
            return scale;
        }

        public int zero() {
            return zero;
        }
    }
}
