package dev.assay.benchmark.energy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the power meter of this machine: RAPL's packages and memory, else an INA sensor on the board, else none. A meter
 * that exists but may not be read (RAPL belongs to root since 2020) is none.
 */
public final class EnergyMeters {
    private static final System.Logger LOG = System.getLogger(EnergyMeters.class.getName());

    private final Path root;

    private EnergyMeters(Path root) {
        this.root = root;
    }

    /** Looks below this root; {@code /} outside of tests. */
    public static EnergyMeters of(Path root) {
        return new EnergyMeters(root);
    }

    /** {@code rapl}, {@code ina} or {@code none}. */
    public String kind() {
        return find().map(EnergyMeter::kind).orElse("none");
    }

    /** A meter that starts at 0 with its next reading; empty when there is none. */
    public Optional<EnergyMeter> find() {
        try {
            EnergyMeter rapl = rapl(root.resolve("sys/class/powercap"));
            return Optional.ofNullable(rapl != null ? rapl : ina(root.resolve("sys/class/hwmon")));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "The power meters of this machine cannot be listed", e);
            return Optional.empty();
        }
    }

    /** Packages with their memory; the platform's own zone (psys) holds both and more, and is left out. */
    private static @Nullable EnergyMeter rapl(Path powercap) throws IOException {
        List<CounterMeter.Counter> counters = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Path zone : Sysfs.children(powercap, "intel-rapl:*")) {
            String name = Sysfs.text(zone.resolve("name"));
            boolean counted = name.startsWith("package") || name.equals("dram");
            if (counted && Sysfs.number(zone.resolve("energy_uj")).isPresent()) {
                counters.add(new CounterMeter.Counter(
                        zone.resolve("energy_uj"),
                        Sysfs.number(zone.resolve("max_energy_range_uj")).orElse(0)));
                names.add(name);
            }
        }
        return names.stream().anyMatch(name -> name.startsWith("package"))
                ? new CounterMeter("rapl", String.join(" + ", names), counters)
                : null;
    }

    private static @Nullable EnergyMeter ina(Path hwmon) throws IOException {
        for (Path chip : Sysfs.children(hwmon, "hwmon*")) {
            String name = Sysfs.text(chip.resolve("name")).toLowerCase(Locale.ROOT);
            if (!name.startsWith("ina")) {
                continue;
            }
            List<Channel> channels = channels(chip, name);
            if (channels.isEmpty()) {
                continue;
            }
            // Boards with several channels name the one that feeds the whole board VDD_IN, POM_5V_IN or alike.
            List<Channel> whole = channels.stream()
                    .filter(channel -> channel.label().endsWith("_IN"))
                    .limit(1)
                    .toList();
            List<Channel> used = whole.isEmpty() ? channels : whole;
            return new PowerSensor(
                    String.join(" + ", used.stream().map(Channel::label).toList()),
                    used.stream().map(Channel::rail).toList());
        }
        return null;
    }

    private record Channel(String label, PowerSensor.Rail rail) {}

    private static List<Channel> channels(Path chip, String chipName) throws IOException {
        List<Channel> channels = new ArrayList<>();
        for (Path power : Sysfs.children(chip, "power*_input")) {
            String stem = stem(power);
            if (Sysfs.number(power).isPresent()) {
                channels.add(new Channel(label(chip, stem, chipName), new PowerSensor.Rail(power, null)));
            }
        }
        if (!channels.isEmpty()) {
            return channels;
        }
        for (Path current : Sysfs.children(chip, "curr*_input")) {
            String number = stem(current).substring("curr".length());
            Path voltage = chip.resolve("in" + number + "_input");
            if (Sysfs.number(current).isPresent() && Sysfs.number(voltage).isPresent()) {
                channels.add(new Channel(label(chip, "in" + number, chipName), new PowerSensor.Rail(voltage, current)));
            }
        }
        return channels;
    }

    private static String stem(Path input) {
        String name = input.getFileName().toString();
        return name.substring(0, name.length() - "_input".length());
    }

    private static String label(Path chip, String stem, String chipName) throws IOException {
        String label = Sysfs.text(chip.resolve(stem + "_label"));
        return label.isEmpty() ? chipName + " " + stem : label;
    }
}
