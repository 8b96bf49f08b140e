package dev.assay.guidance.claims;

import dev.assay.guidance.RunFacts;
import org.jspecify.annotations.Nullable;

/**
 * What claims need to know about a run besides what every verdict needs.
 *
 * @param facts          the run
 * @param model          SHA-256 of the model as it was uploaded
 * @param modelName      how readers know it
 * @param convolutional  whether the model has a convolution
 * @param batch          size of the first dimension of the first input; 1 when unknown
 * @param threads        intra-op threads
 * @param tier           {@code rapid}, {@code standard}, {@code reference} or {@code sustained}
 * @param elapsedSeconds wall time of the timed part
 * @param top1           share of inputs with the same largest class as fp32; null where it does not apply
 * @param compared       inputs that {@code top1} rests on
 * @param accuracy       score against labels; null without labels
 * @param baseAccuracy   the fp32 score on the same examples; null without labels
 * @param examples       how many of them
 */
public record ClaimRun(
        RunFacts facts,
        String model,
        String modelName,
        boolean convolutional,
        long batch,
        int threads,
        String tier,
        double elapsedSeconds,
        @Nullable Double top1,
        int compared,
        @Nullable Double accuracy,
        @Nullable Double baseAccuracy,
        int examples) {

    boolean scheme(String name) {
        return family().equals(name);
    }

    /** The scheme without its options. */
    String family() {
        String scheme = facts.scheme();
        int options = scheme.indexOf('{');
        return options < 0 ? scheme : scheme.substring(0, options);
    }
}
