package dev.assay.learning.grid;

import dev.assay.quantization.Affine;

/**
 * How weights are put on a grid.
 *
 * @param bits       2 to 8
 * @param symmetric  the grid reaches as far to either side of 0, from {@code -(2^(bits-1) - 1)}, and 0 is its middle;
 *                   otherwise it covers what the weights cover, from integer 0 to {@code 2^bits - 1}, 0 included
 * @param share      which weights have a grid of their own
 * @param block      weights of a block; of meaning for {@link Share#BLOCK} only
 * @param percentile which part of the weights must lie on the grid, above 50 to 100: the rest, in equal parts at both ends,
 *                   is cut off, which makes the grid finer for the others
 */
public record GridChoice(int bits, boolean symmetric, Share share, int block, double percentile) {
    /** Which weights share a scale and a zero point. */
    public enum Share {
        /** All of the matrix. */
        TENSOR,
        /** Those of a column: of one output. */
        CHANNEL,
        /** A run of weights within a column. */
        BLOCK
    }

    public GridChoice {
        if (bits < 2 || bits > 8) {
            throw new IllegalArgumentException("A grid has 2 to 8 bits, not " + bits + ".");
        }
        if (share == Share.BLOCK && block < 1) {
            throw new IllegalArgumentException("A block has at least one weight, not " + block + ".");
        }
        if (!(percentile > 50 && percentile <= 100)) {
            throw new IllegalArgumentException(
                    "The part of the weights to keep on the grid is above 50 and at most 100 per cent, not "
                            + percentile + ".");
        }
    }

    /** The integers of the grid. */
    public Affine.Range range() {
        int half = (1 << (bits - 1)) - 1;
        return symmetric ? new Affine.Range(-half, half) : new Affine.Range(0, (1 << bits) - 1);
    }
}
