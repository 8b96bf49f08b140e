package dev.assay.webapp.web;

import dev.assay.guidance.InvalidGuidanceInput;
import dev.assay.guidance.energy.EnergyBoundary;
import dev.assay.guidance.tco.ApiPrice;
import dev.assay.guidance.tco.Hosting;
import dev.assay.guidance.tco.Migration;
import dev.assay.guidance.tco.TcoCase;
import dev.assay.guidance.tco.Volume;
import dev.assay.protocol.MeasurementDetails.Energy;
import dev.assay.webapp.web.WhatIf.Kind;
import dev.assay.webapp.web.WhatIf.Slot;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The question of the page about cost, read from its address. */
final class TcoForm {
    static final List<String> WORK = List.of("x", "u");
    static final List<String> RENTED = List.of("rent", "extra");
    static final List<String> OWNED =
            List.of("price", "life", "residual", "idleW", "loadW", "pue", "kwh", "ops", "rack");
    static final List<String> TOKENS = List.of("apiIn", "apiOut", "prompt", "answer");
    static final List<String> INFERENCES = List.of("alt");
    static final List<String> VOLUME = List.of("p10", "p50", "p90", "fullest");
    static final List<String> CHANGE = List.of("once", "delay", "delayUsd", "rate", "horizon");
    private static final List<String> WORDS = List.of("run", "at", "unit", "hosting");

    private static final List<Slot> SLOTS = List.of(
            new Slot(
                    "x",
                    "Throughput",
                    "/s",
                    "700",
                    Kind.ABOVE_0,
                    1e10,
                    "What one machine serves while it keeps the latency, not its peak."),
            new Slot(
                    "u",
                    "Utilisation",
                    "0–1",
                    "0.3",
                    Kind.SHARE,
                    1,
                    "Served over what could be served, day and night."),
            new Slot(
                    "rent",
                    "Rent",
                    "USD/h",
                    "2.50",
                    Kind.ABOVE_0,
                    1e6,
                    "An example; 2.35 to 3.13 for an H100 in 2026."),
            new Slot("extra", "Traffic, storage", "× rent", "0", Kind.FROM_0, 10, "0.3 to 0.5 are common."),
            new Slot(
                    "price",
                    "Purchase",
                    "USD",
                    "210",
                    Kind.ABOVE_0,
                    1e10,
                    "A Raspberry Pi 5 (80) with AI HAT+ 2 (130) at launch."),
            new Slot("life", "Life", "years", "3", Kind.ABOVE_0, 50, ""),
            new Slot("residual", "Left at the end", "0–1", "0", Kind.FROM_0, 0.999, ""),
            new Slot(
                    "idleW",
                    "Idle power",
                    "W",
                    "3",
                    Kind.FROM_0,
                    1e7,
                    "Replaced by the meter of a run, if it has one."),
            new Slot("loadW", "Power under load", "W", "12", Kind.FROM_0, 1e7, ""),
            new Slot(
                    "pue",
                    "PUE",
                    "",
                    "1.54",
                    Kind.ABOVE_0,
                    10,
                    "Mean of data centres, Uptime survey 2025; a desk has 1."),
            new Slot("kwh", "Electricity", "USD/kWh", "0.15", Kind.FROM_0, 10, "An example."),
            new Slot("ops", "Operations", "USD/month", "0", Kind.FROM_0, 1e9, ""),
            new Slot("rack", "Rack", "USD/month", "0", Kind.FROM_0, 1e9, ""),
            new Slot(
                    "apiIn",
                    "A million input tokens",
                    "USD",
                    "0.30",
                    Kind.FROM_0,
                    1e5,
                    "Examples; take your list with its date."),
            new Slot("apiOut", "A million output tokens", "USD", "1.20", Kind.FROM_0, 1e5, ""),
            new Slot(
                    "prompt",
                    "Prompt",
                    "tokens",
                    "1000",
                    Kind.FROM_0,
                    1e7,
                    "Its price is counted to the answer's tokens."),
            new Slot("answer", "Answer", "tokens", "200", Kind.ABOVE_0, 1e7, ""),
            new Slot("alt", "A million inferences elsewhere", "USD", "20", Kind.ABOVE_0, 1e8, "An example."),
            new Slot("p10", "Low month", "million", "50", Kind.ABOVE_0, 1e10, "One month in ten is below."),
            new Slot("p50", "Middle month", "million", "400", Kind.ABOVE_0, 1e10, ""),
            new Slot("p90", "High month", "million", "1500", Kind.ABOVE_0, 1e10, "One month in ten is above."),
            new Slot(
                    "fullest",
                    "Busiest that keeps the latency",
                    "0–1",
                    "0.7",
                    Kind.SHARE,
                    1,
                    "More than this takes another machine."),
            new Slot(
                    "once",
                    "Cost of the change",
                    "USD",
                    "5000",
                    Kind.FROM_0,
                    1e12,
                    "Work; the machine itself is in its hour already."),
            new Slot("delay", "Delay of other work", "months", "1", Kind.FROM_0, 240, ""),
            new Slot("delayUsd", "A month of delay", "USD", "2000", Kind.FROM_0, 1e12, ""),
            new Slot("rate", "Interest", "per year", "0.08", Kind.FROM_0, 1, ""),
            new Slot("horizon", "Horizon", "months", "24", Kind.ABOVE_0, 600, ""));

    private static final List<String[]> UNITS =
            List.of(new String[] {"tokens", "tokens of the answer"}, new String[] {"inferences", "inferences"});
    private static final List<String[]> HOSTINGS =
            List.of(new String[] {"rented", "rented by the hour"}, new String[] {"owned", "owned"});

    final WhatIf form;
    final boolean tokens;
    final boolean owned;

    @Nullable
    TcoCase machine;

    @Nullable
    Volume volume;

    double fullest;

    @Nullable
    RunFigures run;

    /** Where the throughput and the watts come from, in words. */
    String throughputFrom = "typed";

    String wattsFrom = "typed";

    TcoForm(Map<String, String[]> parameters, Function<String, @Nullable RunFigures> runs) {
        form = new WhatIf(parameters, SLOTS, WORDS);
        owned = form.word("hosting", "rented").equals("owned");
        String asked = form.run();
        // A run counts inferences: nobody knows how many tokens one of them stands for.
        tokens = asked.isEmpty() && !form.word("unit", "tokens").equals("inferences");
        try {
            if (!asked.isEmpty()) {
                run = runs.apply(asked);
                if (run == null) {
                    form.say(
                            "run",
                            "The run " + asked
                                    + " lends no figures: there is none of that id, or it did not end, or its"
                                    + " latencies are marked invalid. Choose another one, or none and type the throughput.");
                }
            }
            read();
        } catch (InvalidGuidanceInput e) {
            form.refuse(e);
            machine = null;
        }
    }

    private void read() {
        double throughput = form.number("x");
        RunFigures known = run;
        if (known != null) {
            Double rate = known.rate();
            if (rate == null) {
                form.say("at", known.missing());
            } else {
                throughput = rate;
                throughputFrom = known.at();
            }
        }
        double utilisation = form.number("u");
        Hosting hosting = owned ? owned(known) : rented();
        double price = tokens ? alternative() : form.number("alt");
        fullest = form.number("fullest");
        double low = form.number("p10") * 1e6;
        double middle = form.number("p50") * 1e6;
        double high = form.number("p90") * 1e6;
        CHANGE.forEach(form::optional);
        if (!form.sound() || hosting == null) {
            return;
        }
        machine = new TcoCase(hosting, throughput, utilisation, price);
        volume = new Volume(low, middle, high);
    }

    private @Nullable Hosting rented() {
        double rent = form.number("rent");
        double extra = form.number("extra");
        return form.sound() ? new Hosting.Rented(rent, extra) : null;
    }

    private @Nullable Hosting owned(@Nullable RunFigures known) {
        double[] values = OWNED.stream().mapToDouble(form::number).toArray();
        double idle = values[3];
        double load = values[4];
        Energy energy = known == null ? null : known.energy();
        if (known != null && energy == null) {
            wattsFrom = "typed: the run had no meter";
        }
        if (energy != null && energy.activeWatts() >= energy.idleWatts() && energy.idleWatts() >= 0) {
            idle = energy.idleWatts();
            load = energy.activeWatts();
            wattsFrom = "from " + energy.meter() + " of the run, boundary "
                    + EnergyBoundary.of(energy).text() + ": the rest of the machine is not in it";
        }
        return form.sound()
                ? new Hosting.Owned(
                        values[0], values[2], values[1], idle, load, values[5], values[6], values[7], values[8])
                : null;
    }

    private double alternative() {
        double in = form.number("apiIn");
        double out = form.number("apiOut");
        double prompt = form.number("prompt");
        double answer = form.number("answer");
        return form.sound() ? new ApiPrice(in, out).usdPerMillionOutput(prompt, answer) : 0;
    }

    /** The change that a monthly saving would have to pay for. */
    Migration migration(double savingUsdPerMonth) {
        return new Migration(form.number("once"), form.number("delay"), form.number("delayUsd"), savingUsdPerMonth);
    }

    double yearlyRate() {
        return form.number("rate");
    }

    int horizonMonths() {
        return (int) form.number("horizon");
    }

    List<WhatIf.Option> units() {
        return WhatIf.options(tokens ? "tokens" : "inferences", UNITS);
    }

    List<WhatIf.Option> hostings() {
        return WhatIf.options(owned ? "owned" : "rented", HOSTINGS);
    }

    List<WhatIf.Option> percentiles() {
        return WhatIf.options(form.word("at", "median"), RunFigures.PERCENTILES);
    }
}
