package dev.assay.webapp.web;

import dev.assay.guidance.InvalidGuidanceInput;
import dev.assay.guidance.energy.DutyCycle;
import dev.assay.guidance.energy.EnergyBoundary;
import dev.assay.guidance.energy.InferenceEnergy;
import dev.assay.guidance.energy.ThermalPath;
import dev.assay.protocol.MeasurementDetails.Energy;
import dev.assay.webapp.web.WhatIf.Kind;
import dev.assay.webapp.web.WhatIf.Slot;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The question of the page about energy, read from its address. */
final class EnergyForm {
    static final List<String> FIRST = List.of("idleW", "loadW", "ms");
    static final List<String> SECOND = List.of("idleW2", "loadW2", "ms2");
    static final List<String> DUTY = List.of("perSecond", "battery", "arrives", "sleepW", "wakeJ");
    static final List<String> HEAT = List.of("kelvin", "capacity", "ambient", "limit", "exponent");
    private static final List<String> WORDS = List.of("run", "boundary", "boundary2");

    private static final List<Slot> SLOTS = List.of(
            new Slot("idleW", "Idle power", "W", "6.8", Kind.FROM_0, 1e7, ""),
            new Slot(
                    "loadW",
                    "Power under load",
                    "W",
                    "14.6",
                    Kind.ABOVE_0,
                    1e7,
                    "SiMa MLSoC, MLPerf v4.0, at the wall."),
            new Slot("ms", "Time of an inference", "ms", "0.846", Kind.ABOVE_0, 1e8, ""),
            new Slot(
                    "idleW2",
                    "Idle power",
                    "W",
                    "6.28",
                    Kind.FROM_0,
                    1e7,
                    "Derived from the two energies printed for it."),
            new Slot(
                    "loadW2",
                    "Power under load",
                    "W",
                    "15.0",
                    Kind.ABOVE_0,
                    1e7,
                    "Jetson AGX Orin in MaxQ, MLPerf v3.0, at the wall."),
            new Slot("ms2", "Time of an inference", "ms", "1.479", Kind.ABOVE_0, 1e8, ""),
            new Slot("perSecond", "Inferences", "/s", "10", Kind.FROM_0, 1e8, "On average over the day."),
            new Slot("battery", "Battery", "Wh", "50", Kind.ABOVE_0, 1e8, "An example."),
            new Slot("arrives", "Share that arrives", "0–1", "0.9", Kind.SHARE, 1, "After battery and converters."),
            new Slot("sleepW", "Power asleep", "W", "0.5", Kind.FROM_0, 1e7, "An example."),
            new Slot("wakeJ", "Energy of waking", "J", "2", Kind.FROM_0, 1e9, "An example."),
            new Slot(
                    "kelvin",
                    "Thermal resistance",
                    "K/W",
                    "5",
                    Kind.ABOVE_0,
                    1e4,
                    "From the chip to the air; examples."),
            new Slot("capacity", "Heat capacity", "J/K", "60", Kind.ABOVE_0, 1e7, ""),
            new Slot("ambient", "Air", "°C", "25", Kind.ANY, 150, ""),
            new Slot("limit", "Slows down at", "°C", "85", Kind.ANY, 300, ""),
            new Slot(
                    "exponent",
                    "Exponent",
                    "1/3–1",
                    "0.5",
                    Kind.SHARE,
                    1,
                    "1/3: voltage follows the clock; 1: it does not. A soak tells."));

    final WhatIf form;

    @Nullable
    InferenceEnergy first;

    @Nullable
    InferenceEnergy second;

    @Nullable
    DutyCycle cycle;

    DutyCycle.@Nullable Sleep sleep;

    @Nullable
    ThermalPath heat;

    @Nullable
    RunFigures run;

    double battery;
    double arrives;
    double exponent;

    /** Where watts and time come from, in words. */
    String from = "typed";

    EnergyForm(Map<String, String[]> parameters, Function<String, @Nullable RunFigures> runs) {
        form = new WhatIf(parameters, SLOTS, WORDS);
        String asked = form.run();
        try {
            if (!asked.isEmpty()) {
                run = runs.apply(asked);
            }
            first = first(asked);
            second = new InferenceEnergy(
                    boundary("boundary2"), form.number("idleW2"), form.number("loadW2"), form.number("ms2") / 1e3);
            double rate = form.number("perSecond");
            battery = form.number("battery");
            arrives = form.number("arrives");
            sleep = new DutyCycle.Sleep(form.number("sleepW"), form.number("wakeJ"));
            exponent = form.number("exponent");
            double[] path = HEAT.stream().mapToDouble(form::number).toArray();
            if (!form.sound()) {
                return;
            }
            cycle = new DutyCycle(first, rate);
            heat = new ThermalPath(path[0], path[1], path[2], path[3]);
            heat.throttledRate(first.loadWatts(), exponent);
        } catch (InvalidGuidanceInput e) {
            form.refuse(e);
        }
        if (!form.sound()) {
            heat = null;
        }
    }

    private InferenceEnergy first(String asked) {
        RunFigures known = run;
        if (!asked.isEmpty()) {
            Energy energy = known == null ? null : known.energy();
            Optional<InferenceEnergy> metered = energy == null ? Optional.empty() : InferenceEnergy.of(energy);
            if (metered.isPresent() && energy != null) {
                from = "from " + energy.meter() + ", over " + new Format().plural(energy.runs(), "inference");
                return metered.get();
            }
            form.say(
                    "run",
                    known == null
                            ? "The run " + asked
                                    + " lends no figures: there is none of that id, or it did not end, or its"
                                    + " latencies are marked invalid. Choose another one, or none and type the watts."
                            : energy == null
                                    ? "No meter: the device of this run has none that can be read, so its watts are not"
                                            + " known. Choose none and type figures of a meter of your own."
                                    : "The meter of this run showed no more power while running than while idle, so no"
                                            + " energy follows. Run it again on a quiet device.");
        }
        return new InferenceEnergy(
                boundary("boundary"), form.number("idleW"), form.number("loadW"), form.number("ms") / 1e3);
    }

    private EnergyBoundary boundary(String field) {
        String word = form.word(field, "wall");
        return Arrays.stream(EnergyBoundary.Kind.values())
                .filter(kind -> kind.name().equals(word.toUpperCase(Locale.ROOT)))
                .findFirst()
                .map(EnergyBoundary::new)
                .orElseThrow(() -> new InvalidGuidanceInput(List.of(new InvalidGuidanceInput.Problem(
                        field, "No boundary is called " + word + "; choose one from the list."))));
    }

    List<WhatIf.Option> boundaries(String field) {
        return WhatIf.options(
                form.word(field, "wall"),
                Arrays.stream(EnergyBoundary.Kind.values())
                        .map(kind -> new String[] {
                            kind.name().toLowerCase(Locale.ROOT),
                            kind.name().toLowerCase(Locale.ROOT) + ": " + kind.meaning()
                        })
                        .toList());
    }
}
