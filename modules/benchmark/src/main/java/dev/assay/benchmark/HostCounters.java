package dev.assay.benchmark;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Counters of the machine and of this process at one moment, from {@code /proc} and {@code /sys}; null where the system
 * does not tell.
 *
 * @param nanos          when they were read, on the stopwatch's clock
 * @param busyTicks      CPU time of all processes (user, nice, system, interrupts), in 1/100 s
 * @param stolenTicks    time the hypervisor gave to others
 * @param allTicks       all of the above and idle time, summed over processors
 * @param ownTicks       CPU time of this process with all its threads
 * @param waitedNanos    how long threads of this process were ready to run and had to wait for a processor, added up
 * @param pressureMicros how long at least one runnable task had to wait for a processor
 * @param mhz            mean clock of the processors
 * @param celsius        processor temperature
 * @param throttleEvents how often a processor was slowed because of heat
 */
public record HostCounters(
        long nanos,
        @Nullable Long busyTicks,
        @Nullable Long stolenTicks,
        @Nullable Long allTicks,
        @Nullable Long ownTicks,
        @Nullable Long waitedNanos,
        @Nullable Long pressureMicros,
        @Nullable Double mhz,
        @Nullable Double celsius,
        @Nullable Long throttleEvents) {
    /** Reads the counters of this machine. */
    public static HostCounters read(Stopwatch stopwatch) {
        return read(stopwatch, Path.of("/"));
    }

    static HostCounters read(Stopwatch stopwatch, Path root) {
        Path proc = root.resolve("proc");
        Path cpus = root.resolve("sys/devices/system/cpu");
        Long busy = null;
        Long stolen = null;
        Long all = null;
        for (String line : lines(proc.resolve("stat"))) {
            if (line.startsWith("cpu ")) {
                // cpu user nice system idle iowait irq softirq steal guest guest_nice (guest is part of user)
                String[] fields = line.trim().split("\\s+", -1);
                if (fields.length >= 9) {
                    long[] ticks = new long[8];
                    for (int i = 0; i < 8; i++) {
                        ticks[i] = Long.parseLong(fields[i + 1]);
                    }
                    busy = ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6];
                    stolen = ticks[7];
                    all = busy + stolen + ticks[3] + ticks[4];
                }
            }
        }
        return new HostCounters(
                stopwatch.nanos(),
                busy,
                stolen,
                all,
                ownTicks(lines(proc.resolve("self/stat"))),
                waited(proc.resolve("self/task")),
                pressure(lines(proc.resolve("pressure/cpu"))),
                mhz(cpus, proc.resolve("cpuinfo")),
                celsius(root.resolve("sys/class/thermal")),
                throttleEvents(cpus));
    }

    private static @Nullable Long ownTicks(List<String> stat) {
        if (stat.isEmpty()) {
            return null;
        }
        // The second field is the program's name in parentheses and may hold spaces; utime and stime are 14 and 15.
        String rest = stat.get(0).substring(stat.get(0).lastIndexOf(')') + 1).trim();
        String[] fields = rest.split("\\s+", -1);
        return fields.length > 12 ? Long.parseLong(fields[11]) + Long.parseLong(fields[12]) : null;
    }

    /** The second figure of {@code schedstat}, of every thread: nanoseconds on a run queue. */
    private static @Nullable Long waited(Path tasks) {
        Long sum = null;
        for (Path task : children(tasks, "[0-9]*")) {
            List<String> lines = lines(task.resolve("schedstat"));
            String[] fields =
                    lines.isEmpty() ? new String[0] : lines.get(0).trim().split(" ", -1);
            if (fields.length == 3) {
                sum = (sum == null ? 0 : sum) + Long.parseLong(fields[1]);
            }
        }
        return sum;
    }

    private static @Nullable Long pressure(List<String> lines) {
        for (String line : lines) {
            int total = line.indexOf("total=");
            if (line.startsWith("some") && total > 0) {
                return Long.parseLong(line.substring(total + "total=".length()).trim());
            }
        }
        return null;
    }

    private static @Nullable Double mhz(Path cpus, Path cpuinfo) {
        List<Double> values = new ArrayList<>();
        for (Path cpu : children(cpus, "cpu[0-9]*")) {
            Long kiloHertz = number(cpu.resolve("cpufreq/scaling_cur_freq"));
            if (kiloHertz != null) {
                values.add(kiloHertz / 1_000.0);
            }
        }
        if (values.isEmpty()) {
            for (String line : lines(cpuinfo)) {
                if (line.startsWith("cpu MHz")) {
                    values.add(Double.parseDouble(
                            line.substring(line.indexOf(':') + 1).trim()));
                }
            }
        }
        OptionalDouble mean = values.stream().mapToDouble(Double::doubleValue).average();
        return mean.isPresent() ? mean.getAsDouble() : null;
    }

    private static @Nullable Double celsius(Path thermal) {
        Double hottest = null;
        for (Path zone : children(thermal, "thermal_zone*")) {
            String type = String.join("", lines(zone.resolve("type"))).toLowerCase(Locale.ROOT);
            Long milli = number(zone.resolve("temp"));
            boolean processor = type.contains("cpu") || type.contains("pkg") || type.contains("soc");
            if (processor && milli != null && (hottest == null || milli / 1_000.0 > hottest)) {
                hottest = milli / 1_000.0;
            }
        }
        return hottest;
    }

    private static @Nullable Long throttleEvents(Path cpus) {
        Long events = null;
        for (Path cpu : children(cpus, "cpu[0-9]*")) {
            for (String name : List.of("core_throttle_count", "package_throttle_count")) {
                Long count = number(cpu.resolve("thermal_throttle").resolve(name));
                if (count != null) {
                    events = (events == null ? 0 : events) + count;
                }
            }
        }
        return events;
    }

    private static List<Path> children(Path directory, String glob) {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, glob)) {
                entries.forEach(found::add);
            } catch (IOException e) {
                return List.of(); // as unknown as if it were absent
            }
        }
        return found;
    }

    private static @Nullable Long number(Path file) {
        List<String> lines = lines(file);
        return !lines.isEmpty() && lines.get(0).trim().matches("-?\\d{1,18}")
                ? (Long) Long.parseLong(lines.get(0).trim())
                : null;
    }

    static List<String> lines(Path file) {
        try {
            return Files.isReadable(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            return List.of(); // some of these files exist but answer with an error: as unknown as if they were absent
        }
    }
}
