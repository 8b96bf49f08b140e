package dev.assay.benchmark;

import java.util.List;

/**
 * What a timed part gave.
 *
 * @param latencyNanos     in the order of the queries
 * @param queries          how many were answered; more than there are samples when these were thinned
 * @param elapsedSeconds   from the first schedule to the last answer
 * @param cutShort         ended at the cap with too few queries
 * @param outputsChecked   how many answers were compared with the reference
 * @param outputsDiffering how many of them were different
 * @param minuteMedians    median latency in nanoseconds of each whole minute
 */
@SuppressWarnings("ArrayRecordComponent") // large and never compared
public record TimedRun(
        long[] latencyNanos,
        long queries,
        double elapsedSeconds,
        boolean cutShort,
        int outputsChecked,
        int outputsDiffering,
        List<Double> minuteMedians) {
    public TimedRun {
        minuteMedians = List.copyOf(minuteMedians);
    }
}
