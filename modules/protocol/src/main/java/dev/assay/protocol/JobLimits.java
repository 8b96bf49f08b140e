package dev.assay.protocol;

/** Limits that the agent enforces from outside the job process. */
public record JobLimits(int wallSeconds, int cpuSeconds, long addressSpaceBytes, long outputBytes) {
    public static final JobLimits DEFAULT = new JobLimits(300, 600, 6L << 30, 64L << 20);

    /** For trying schemes one after the other; the search itself stops earlier and takes what it has. */
    private static final int SEARCH_SECONDS = 900;

    /** For rewriting and loading the model, fidelity, memory, profile and energy: everything but the timed parts. */
    private static final int BESIDE_SECONDS = 240;

    /** The same for a job whose scheme is {@code auto}. */
    public JobLimits withSearch() {
        int wall = wallSeconds + SEARCH_SECONDS;
        return new JobLimits(
                wall,
                (int) Math.min(Integer.MAX_VALUE, (long) cpuSeconds * wall / wallSeconds),
                addressSpaceBytes,
                outputBytes);
    }

    /**
     * The longest that a workload may take before its job is ended from outside: every part at its own upper bound, so
     * that a slow model ends with a result that says so and only one that hangs is killed. The usual duration is far
     * below.
     *
     * @param versus whether a second scheme is measured in turns with the first
     */
    public static JobLimits of(Workload workload, boolean versus) {
        boolean server = workload.scenario().equals("server");
        int timed = switch (workload.tier()) {
            case "rapid" -> server ? 750 : 70;
            case "reference" -> 5 * (server ? 3_200 : 790);
            case "sustained" -> 1_900;
            default -> server ? 2_700 : 630; // standard
        };
        int wall = BESIDE_SECONDS + (versus ? 2 * timed : timed);
        // Every thread of the job counts for the limit of processor time, those of the Java runtime too.
        int cpu = Math.multiplyExact(wall, Math.max(1, workload.threads()) + 1);
        return new JobLimits(wall, cpu, DEFAULT.addressSpaceBytes(), DEFAULT.outputBytes());
    }
}
