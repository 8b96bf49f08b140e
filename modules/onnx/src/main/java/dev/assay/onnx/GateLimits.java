package dev.assay.onnx;

/**
 * What {@link ModelGate} tolerates.
 *
 * @param fileBytes        size of the file
 * @param tensorBytes      sum of what all constant tensors occupy in memory
 * @param messageDepth     nesting of protobuf messages
 * @param controlFlowDepth nesting of {@code If}, {@code Loop} and {@code Scan} bodies
 * @param nodes            nodes in all graphs and function bodies together, and again after the functions are expanded
 * @param initializers     initializers in all graphs together
 * @param attributes       attributes of all nodes together
 * @param functions        functions that the file defines
 * @param values           distinct value names, and (times four) uses of them
 * @param nameCharacters   length of a single name
 * @param textBytes        length of a single documentation string or metadata value
 */
public record GateLimits(
        long fileBytes,
        long tensorBytes,
        int messageDepth,
        int controlFlowDepth,
        int nodes,
        int initializers,
        int attributes,
        int functions,
        int values,
        int nameCharacters,
        int textBytes) {

    private static final long MIB = 1024L * 1024;

    /** For files that anybody may send. */
    public static final GateLimits UPLOAD =
            new GateLimits(64 * MIB, 256 * MIB, 32, 4, 100_000, 100_000, 400_000, 1_000, 250_000, 256, (int) MIB);

    /** For built-in models and files that the owner of the machine names on the command line. */
    public static final GateLimits TRUSTED = new GateLimits(
            Integer.MAX_VALUE - 8L,
            8 * 1024 * MIB,
            100,
            16,
            1_000_000,
            1_000_000,
            4_000_000,
            10_000,
            4_000_000,
            1_024,
            (int) (64 * MIB));
}
