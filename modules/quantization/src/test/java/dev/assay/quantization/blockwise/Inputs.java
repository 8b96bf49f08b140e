package dev.assay.quantization.blockwise;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** The matrices of {@code blocks.py}, made by the same generator. */
final class Inputs {
    private static final int COLUMNS = 6;
    private static final int ROWS = 144;

    private Inputs() {}

    /** A matrix {@code [rows, 6]} by its name in the script. */
    static float[] matrix(String name, int rows) {
        float[] base = Arrays.copyOf(uniform(ROWS * COLUMNS, 20_261_120L), rows * COLUMNS);
        switch (name) {
            case "cubed" -> change(base, v -> v * v * v);
            case "shifted" -> change(base, v -> v + 0.75f);
            case "tiny" -> change(base, v -> v * 1e-38f);
            case "huge" -> change(base, v -> v * 1.6e38f);
            case "zeros" -> {
                for (int row = 0; row < rows; row++) {
                    base[row * COLUMNS + 2] = 0;
                    base[row * COLUMNS + 4] = row >= 32 && row < 64 ? 0 : base[row * COLUMNS + 4];
                    base[row * COLUMNS + 5] = 0.5f;
                }
            }
            case "uniform", "short", "odd" -> {}
            default -> throw new IllegalArgumentException(name);
        }
        return base;
    }

    /** Rows in which each element resembles the one before. */
    static float[] correlated(int rows, int columns) {
        float[] inputs = uniform(rows * columns, 7);
        for (int i = 0; i < inputs.length; i++) {
            if (i % columns > 0) {
                inputs[i] = 0.8f * inputs[i - 1] + inputs[i];
            }
        }
        return inputs;
    }

    static WeightMatrix weights(float[] values, int rows) {
        return WeightMatrix.rowMajor(FloatBuffer.wrap(values), rows, values.length / rows, 1f);
    }

    static byte[] littleEndian(float[] values) {
        ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return raw.array();
    }

    private static float[] uniform(int count, long seed) {
        float[] values = new float[count];
        long state = seed;
        for (int i = 0; i < count; i++) {
            state = state * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
            values[i] = (float) ((state >>> 40) / (double) (1 << 23) - 1.0);
        }
        return values;
    }

    private interface Change {
        float of(float value);
    }

    private static void change(float[] values, Change change) {
        for (int i = 0; i < values.length; i++) {
            values[i] = change.of(values[i]);
        }
    }
}
