package dev.assay.guidance;

import dev.assay.guidance.Advice.FlipPoint;
import dev.assay.guidance.Advice.StepVerdict;
import java.util.List;

/**
 * What one choice rule concluded.
 *
 * @param candidates profile ids, best first; empty unless it fired
 * @param notAsked   missing answers that would have made it sharper or possible
 */
record Firing(
        StepVerdict verdict,
        String text,
        List<Operand> operands,
        List<String> candidates,
        List<FlipPoint> flipPoints,
        List<String> notAsked) {

    boolean fired() {
        return verdict == StepVerdict.CHOSE;
    }
}
