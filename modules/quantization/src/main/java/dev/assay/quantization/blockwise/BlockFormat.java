package dev.assay.quantization.blockwise;

/**
 * How weights are cut into blocks and counted. Integers are unsigned; the real number behind one is
 * {@code scale * (integer - zero point)}.
 *
 * @param bits      4 or 8
 * @param block     weights that share a scale, a power of two from 16 to 256
 * @param symmetric the zero point is always the middle, so it is not stored; scales may then be negative
 */
public record BlockFormat(int bits, int block, boolean symmetric) {
    public BlockFormat {
        if (bits != 4 && bits != 8) {
            throw new IllegalArgumentException("Weights in blocks have 4 or 8 bits, not " + bits);
        }
        if (block < 16 || block > 256 || Integer.bitCount(block) != 1) {
            throw new IllegalArgumentException("A block has 16, 32, 64, 128 or 256 weights, not " + block);
        }
    }

    /** Greatest integer. */
    public int top() {
        return (1 << bits) - 1;
    }

    /** The integer that stands for 0 when no zero points are stored. */
    public int middle() {
        return 1 << (bits - 1);
    }

    /** Number of blocks of a run of weights; the last may be incomplete. */
    public int blocks(int weights) {
        return Math.ceilDiv(weights, block);
    }

    /** The integer nearest to a weight; a scale of 0 stands for a block of zeros. */
    int integer(double weight, float scale, int zero) {
        if (scale == 0) {
            return zero;
        }
        double integer = Math.rint(weight / scale) + zero;
        return (int) Math.max(0, Math.min(top(), integer));
    }
}
