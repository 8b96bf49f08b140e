package dev.assay.benchmark.energy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counters of microjoules that start again at 0 when they are full, such as those of RAPL ({@code energy_uj} and {@code
 * max_energy_range_uj} of the powercap interface). Several are added up.
 */
public final class CounterMeter implements EnergyMeter {
    /** One counter; a range of 0 means that it never goes round. */
    record Counter(Path file, long rangeMicrojoules) {}

    private final String kind;
    private final String boundary;
    private final List<Counter> counters;
    private long @Nullable [] last;
    private double microjoules;

    CounterMeter(String kind, String boundary, List<Counter> counters) {
        this.kind = kind;
        this.boundary = boundary;
        this.counters = List.copyOf(counters);
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public String boundary() {
        return boundary;
    }

    @Override
    public double joules(long nanos) throws IOException {
        long[] now = new long[counters.size()];
        for (int i = 0; i < now.length; i++) {
            now[i] = Sysfs.required(counters.get(i).file());
        }
        long[] before = last;
        if (before != null) {
            for (int i = 0; i < now.length; i++) {
                long difference = now[i] - before[i];
                microjoules += difference >= 0
                        ? difference
                        : difference + counters.get(i).rangeMicrojoules();
            }
        }
        last = now;
        return microjoules / 1e6;
    }
}
