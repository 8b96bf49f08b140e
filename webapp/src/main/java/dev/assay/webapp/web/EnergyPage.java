package dev.assay.webapp.web;

import dev.assay.guidance.InvalidGuidanceInput;
import dev.assay.guidance.Prose;
import dev.assay.guidance.energy.DutyCycle;
import dev.assay.guidance.energy.EnergyBoundary;
import dev.assay.guidance.energy.InferenceEnergy;
import dev.assay.guidance.energy.Soak;
import dev.assay.guidance.energy.ThermalPath;
import dev.assay.portal.experiments.RunView;
import dev.assay.portal.runs.RunCard;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.MeasurementDetails.Energy;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Energy of an inference, what a battery and a heat sink make of it, and what stored runs showed. */
@Named("energyPage")
@RequestScoped
public class EnergyPage {
    private static final int METERED = 12;
    private static final int SUSTAINED = 4;
    private static final long SEED = 20_250_701;

    private static final List<GuidePage.Case> CASES = List.of(
            new GuidePage.Case("SiMa MLSoC beside Orin MaxQ, both at the wall", ""),
            new GuidePage.Case(
                    "the same SiMa, its 5 W claim beside the wall", "boundary2=unstated&loadW2=5&idleW2=0&ms2=0.846"),
            new GuidePage.Case(
                    "a language model on a Raspberry Pi",
                    "idleW=3&loadW=13&ms=180&perSecond=0.1&battery=74&boundary2=wall&idleW2=3&loadW2=13&ms2=180"),
            new GuidePage.Case(
                    "a camera that looks once a minute",
                    "boundary=board&idleW=2&loadW=8&ms=500&perSecond=0.0167&sleepW=0.1&wakeJ=6&battery=20&boundary2=board&idleW2=1&loadW2=6&ms2=900"));

    /** A row of the comparison. */
    public record Side(String name, InferenceEnergy energy) {}

    /** Mean power and battery life at a rate. */
    public record Rate(
            double perSecond,
            double watts,
            double hours,
            @Nullable Double asleepWatts,
            @Nullable Double asleepHours,
            boolean chosen) {}

    /** A run whose device has a meter. */
    public record Metered(RunCard card, Energy energy, String boundary) {}

    /** A measurement of half an hour. */
    public record Sustained(
            RunCard card,
            Soak.@Nullable Minutes minutes,
            @Nullable Soak soak) {}

    @Inject
    RunShelf shelf;

    @Inject
    HttpServletRequest request;

    private @Nullable EnergyForm form;
    private List<Metered> metered = List.of();
    private List<Sustained> sustained = List.of();

    public void load() {
        form = new EnergyForm(
                request.getParameterMap(),
                id -> shelf.find(id)
                        .flatMap(run -> RunFigures.of(run, "median"))
                        .orElse(null));
        metered = shelf.metered(METERED).stream()
                .flatMap(card -> {
                    Measurement measurement = measurement(card.id());
                    Energy energy =
                            measurement == null ? null : measurement.details().energy();
                    return energy == null
                            ? java.util.stream.Stream.empty()
                            : java.util.stream.Stream.of(new Metered(
                                    card, energy, EnergyBoundary.of(energy).text()));
                })
                .toList();
        List<Sustained> found = new ArrayList<>();
        for (RunCard card : shelf.sustained(SUSTAINED)) {
            Measurement measurement = measurement(card.id());
            if (measurement != null) {
                found.add(new Sustained(
                        card,
                        Soak.Minutes.of(measurement.details().minutes()),
                        Soak.of(shelf.samples(card), measurement.elapsedSeconds(), SEED)));
            }
        }
        sustained = found;
    }

    private @Nullable Measurement measurement(UUID run) {
        return shelf.find(run.toString()).map(RunView::measurement).orElse(null);
    }

    private EnergyForm form() {
        return Objects.requireNonNull(form);
    }

    private InferenceEnergy first() {
        return Objects.requireNonNull(form().first);
    }

    private DutyCycle cycle() {
        return Objects.requireNonNull(form().cycle);
    }

    private DutyCycle.Sleep sleep() {
        return Objects.requireNonNull(form().sleep);
    }

    private ThermalPath heat() {
        return Objects.requireNonNull(form().heat);
    }

    public List<GuidePage.Case> getCases() {
        return CASES;
    }

    public List<String> getProblems() {
        return form().form.getProblems();
    }

    public boolean isAnswered() {
        return form().heat != null;
    }

    public @Nullable RunFigures getRun() {
        return form().run;
    }

    /** The runs of the field; those with a meter alone. */
    public List<WhatIf.Option> getRuns() {
        List<String[]> choices = new ArrayList<>();
        choices.add(new String[] {WhatIf.NONE, metered.isEmpty() ? "none: no run has a meter" : "none: typed below"});
        for (Metered run : metered) {
            choices.add(new String[] {run.card().id().toString(), RunShelf.label(run.card())});
        }
        String chosen = form().form.run();
        if (!chosen.isEmpty() && choices.stream().noneMatch(choice -> choice[0].equals(chosen))) {
            choices.add(new String[] {chosen, "run " + chosen});
        }
        return WhatIf.options(chosen.isEmpty() ? WhatIf.NONE : chosen, choices);
    }

    public List<WhatIf.Option> getBoundaries() {
        return form().boundaries("boundary");
    }

    public List<WhatIf.Option> getOtherBoundaries() {
        return form().boundaries("boundary2");
    }

    public List<WhatIf.Field> getFirstFields() {
        return form().form.fields(EnergyForm.FIRST);
    }

    public List<WhatIf.Field> getSecondFields() {
        return form().form.fields(EnergyForm.SECOND);
    }

    public List<WhatIf.Field> getDuty() {
        return form().form.fields(EnergyForm.DUTY);
    }

    public List<WhatIf.Field> getHeatFields() {
        return form().form.fields(EnergyForm.HEAT);
    }

    public List<Metered> getMetered() {
        return metered;
    }

    public List<Sustained> getSustained() {
        return sustained;
    }

    public String getSentence() {
        InferenceEnergy energy = first();
        double watts = cycle().watts();
        return "An inference takes " + joules(energy.totalJoules()) + " (boundary: "
                + energy.boundary().text() + "), "
                + joules(energy.dynamicJoules()) + " of it above idle; at " + Prose.number(cycle().ratePerSecond())
                + " per second a battery of " + Prose.number(form().battery) + " Wh lasts "
                + hours(DutyCycle.lifeHours(form().battery, form().arrives, watts)) + ".";
    }

    /** Where the figures of the first device come from. */
    public String getFrom() {
        return form().from;
    }

    /** An energy as people write it. */
    public String joules(double joules) {
        return joules >= 0.1 ? Prose.number(joules) + " J" : Prose.number(joules * 1e3) + " mJ";
    }

    private static String hours(double hours) {
        return hours >= 48 ? Prose.number(hours / 24) + " days" : Prose.number(hours) + " hours";
    }

    public List<Side> getSides() {
        return List.of(new Side("this device", first()), new Side("the other", Objects.requireNonNull(form().second)));
    }

    /** Both devices compared, or why they are not. */
    public String getComparison() {
        try {
            double ratio = first().over(Objects.requireNonNull(form().second));
            return ratio <= 1
                    ? "Per inference this device takes " + Prose.number(ratio) + " times the energy of the other."
                    : "Per inference this device takes " + Prose.number(ratio)
                            + " times the energy of the other: more.";
        } catch (InvalidGuidanceInput e) {
            // Refusing is the answer: figures of two boundaries share nothing but their unit.
            return "Not compared. " + e.getMessage();
        }
    }

    public List<Rate> getRates() {
        double own = cycle().ratePerSecond();
        double most = 1 / first().seconds();
        List<Rate> rates = new ArrayList<>();
        for (double share : new double[] {0.0001, 0.001, 0.01, 0.05, 0.1, 0.2, 0.5, 1}) {
            double rate = share * most;
            if (rates.stream().noneMatch(Rate::chosen) && own <= rate) {
                rates.add(rate(own, true));
            }
            if (rate != own) {
                rates.add(rate(rate, false));
            }
        }
        return rates;
    }

    private Rate rate(double perSecond, boolean chosen) {
        DutyCycle at = new DutyCycle(first(), perSecond);
        boolean sleeps = sleep().watts() < first().idleWatts();
        Double asleep = sleeps ? Double.valueOf(at.watts(sleep())) : null;
        double watts = at.watts();
        return new Rate(
                perSecond, watts, life(watts), asleep, asleep == null ? null : Double.valueOf(life(asleep)), chosen);
    }

    private double life(double watts) {
        return watts > 0 ? DutyCycle.lifeHours(form().battery, form().arrives, watts) : Double.POSITIVE_INFINITY;
    }

    public String getSleepSentence() {
        if (!(sleep().watts() < first().idleWatts())) {
            return "Asleep the device draws as much as idle or more, so sleeping never pays.";
        }
        double gap = cycle().breakEvenGapSeconds(sleep());
        double now = cycle().gapSeconds();
        return "Sleeping between two inferences pays when the gap is longer than " + Prose.number(gap)
                + " s; at this rate it"
                + " is " + (Double.isInfinite(now) ? "endless" : Prose.number(Math.max(0, now)) + " s") + ", so "
                + (cycle().sleepPays(sleep()) ? "it pays." : "it does not.");
    }

    public String getLifePlot() {
        List<CurveJson.Point> awake = new ArrayList<>();
        List<CurveJson.Point> asleep = new ArrayList<>();
        double most = 1 / first().seconds();
        for (double share = 0.00001; share <= 1.0001; share *= 1.2589) {
            double rate = Math.min(1, share) * most;
            Rate at = rate(rate, false);
            awake.add(point(rate, at.hours(), "awake"));
            Double sleeping = at.asleepHours();
            if (sleeping != null) {
                asleep.add(point(rate, sleeping, "asleep in between"));
            }
        }
        List<CurveJson.Curve> curves = new ArrayList<>();
        curves.add(new CurveJson.Curve("awake", "s1", awake));
        if (!asleep.isEmpty()) {
            curves.add(new CurveJson.Curve("asleep in between", "s2", asleep));
        }
        return CurveJson.lines(
                curves,
                new CurveJson.Axis("inferences per second", true, null, null),
                new CurveJson.Axis("battery life, hours", true, null, null));
    }

    private static CurveJson.Point point(double rate, double hours, String name) {
        return new CurveJson.Point(
                rate,
                Double.isFinite(hours) ? hours : 1e6,
                name + ", " + Prose.number(rate) + " per second: " + hours(hours));
    }

    public String getHeatSentence() {
        ThermalPath path = heat();
        double watts = first().loadWatts();
        double seconds = path.secondsToLimit(watts);
        String sustained = Prose.number(path.sustainedWatts()) + " W can be kept for ever";
        return Double.isInfinite(seconds)
                ? sustained + ", and the device draws " + Prose.number(watts)
                        + " W under load: it never has to slow down."
                : sustained + ", and the device draws " + Prose.number(watts)
                        + " W under load: from cold it slows down after "
                        + Prose.number(seconds) + " s, to about "
                        + Prose.number(100 * path.throttledRate(watts, form().exponent))
                        + " % of its rate. A latency that must hold for hours is the slow one.";
    }

    public String getHeatPlot() {
        ThermalPath path = heat();
        double watts = first().loadWatts();
        double end = 5 * path.timeConstantSeconds();
        List<CurveJson.Point> points = new ArrayList<>();
        double limit = path.limitCelsius();
        for (int i = 0; i <= 100; i++) {
            double seconds = end * i / 100;
            double celsius = path.celsius(watts, seconds);
            points.add(new CurveJson.Point(
                    seconds / 60,
                    celsius,
                    "after " + Prose.number(seconds / 60) + " min: " + Prose.number(celsius)
                            + " °C if it never slowed down"));
        }
        return CurveJson.lines(
                List.of(
                        new CurveJson.Curve("under full load", "s1", points),
                        new CurveJson.Curve(
                                "limit",
                                "slo",
                                List.of(
                                        new CurveJson.Point(0, limit, "limit"),
                                        new CurveJson.Point(end / 60, limit, "limit")))),
                new CurveJson.Axis("minutes under load", false, 0.0, end / 60),
                new CurveJson.Axis("°C", false, null, null));
    }

    /** How chips say what a soak showed. */
    public String tone(Soak soak) {
        return switch (soak.verdict()) {
            case THROTTLED -> "bad";
            case STEADY -> "good";
            case UNDECIDED, TOO_SHORT -> "warn";
        };
    }
}
