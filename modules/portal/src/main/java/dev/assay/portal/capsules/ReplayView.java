package dev.assay.portal.capsules;

import dev.assay.guidance.Replay;
import java.util.List;
import java.util.UUID;

/**
 * An experiment that repeats a capsule, run by run.
 *
 * @param experiment  the one that repeats
 * @param capsule     SHA-256 of the capsule
 * @param firstDevice the device of the capsule that the runs are held against
 * @param pending     runs that have not ended
 * @param sentence    what came of it so far
 */
public record ReplayView(
        UUID experiment, String capsule, String firstDevice, int pending, String sentence, List<Replay> runs) {}
