package dev.assay.protocol;

/** Limits that the agent enforces from outside the job process. */
public record JobLimits(int wallSeconds, int cpuSeconds, long addressSpaceBytes, long outputBytes) {
    public static final JobLimits DEFAULT = new JobLimits(300, 600, 6L << 30, 64L << 20);
}
