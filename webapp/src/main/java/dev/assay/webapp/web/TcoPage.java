package dev.assay.webapp.web;

import dev.assay.guidance.InvalidGuidanceInput;
import dev.assay.guidance.Prose;
import dev.assay.guidance.tco.Hosting;
import dev.assay.guidance.tco.Migration;
import dev.assay.guidance.tco.Sensitivity;
import dev.assay.guidance.tco.TcoCase;
import dev.assay.guidance.tco.Volume;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** What a million tokens or inferences cost, where the decision turns, and when a change has paid for itself. */
@Named("tcoPage")
@RequestScoped
public class TcoPage {
    private static final double SPREAD = 0.3;
    private static final double[] UTILISATIONS = {0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1};

    private static final List<GuidePage.Case> CASES = List.of(
            new GuidePage.Case("2.50 USD an hour at 700 tokens per second", ""),
            new GuidePage.Case("the same, busy a tenth of the time", "u=0.1"),
            new GuidePage.Case(
                    "a Raspberry Pi with Hailo on a desk",
                    "hosting=owned&x=6.95&u=0.2&pue=1&p10=0.5&p50=3&p90=10&once=100&delay=0"),
            new GuidePage.Case(
                    "an H100 bought",
                    "hosting=owned&x=2500&price=25000&life=4&residual=0.1&idleW=100&loadW=700&ops=300&rack=200&u=0.4"));

    /** A part of an hour's cost. */
    public record Part(String name, double usd, String from) {}

    /** The cost at a utilisation. */
    public record Step(double utilisation, double usd, double ratio, boolean chosen) {}

    @Inject
    RunShelf shelf;

    @Inject
    HttpServletRequest request;

    private @Nullable TcoForm form;

    public void load() {
        String at = request.getParameter("at");
        TcoForm read = new TcoForm(
                request.getParameterMap(),
                id -> shelf.find(id)
                        .flatMap(run -> RunFigures.of(run, at == null ? "median" : at))
                        .orElse(null));
        form = read;
        if (read.machine != null) {
            try {
                getMonths();
                getPayback();
            } catch (InvalidGuidanceInput e) {
                read.form.refuse(e);
                read.machine = null;
            }
        }
    }

    private TcoForm form() {
        return Objects.requireNonNull(form);
    }

    private TcoCase machine() {
        return Objects.requireNonNull(form().machine);
    }

    public List<GuidePage.Case> getCases() {
        return CASES;
    }

    public List<String> getProblems() {
        return form().form.getProblems();
    }

    public boolean isAnswered() {
        return form().machine != null;
    }

    public boolean isOwned() {
        return form().owned;
    }

    public boolean isTokens() {
        return form().tokens;
    }

    public @Nullable RunFigures getRun() {
        return form().run;
    }

    public List<WhatIf.Option> getRuns() {
        return shelf.offered(form().form.run(), "none: typed below");
    }

    public List<WhatIf.Option> getUnits() {
        return form().units();
    }

    public List<WhatIf.Option> getHostings() {
        return form().hostings();
    }

    public List<WhatIf.Option> getPercentiles() {
        return form().percentiles();
    }

    public List<WhatIf.Field> getWork() {
        return form().form.fields(TcoForm.WORK);
    }

    public List<WhatIf.Field> getRented() {
        return form().form.fields(TcoForm.RENTED);
    }

    public List<WhatIf.Field> getOwnedFields() {
        return form().form.fields(TcoForm.OWNED);
    }

    public List<WhatIf.Field> getTokenPrices() {
        return form().form.fields(TcoForm.TOKENS);
    }

    public List<WhatIf.Field> getInferencePrice() {
        return form().form.fields(TcoForm.INFERENCES);
    }

    public List<WhatIf.Field> getVolumeFields() {
        return form().form.fields(TcoForm.VOLUME);
    }

    public List<WhatIf.Field> getChange() {
        return form().form.fields(TcoForm.CHANGE);
    }

    /** What is counted, in words. */
    public String getUnit() {
        return form().tokens ? "tokens" : "inferences";
    }

    public String getSentence() {
        TcoCase machine = machine();
        double ratio = machine.ratio();
        OptionalDouble even = machine.breakEvenUtilisation();
        String cost = "A million " + getUnit() + " cost " + usd(machine.ownUsdPerMillion()) + " on the machine and "
                + usd(machine.usdPerMillion()) + " elsewhere: "
                + (ratio >= 1
                        ? "the machine costs " + Prose.number(ratio) + " times as much"
                        : "elsewhere costs " + Prose.number(1 / ratio) + " times as much");
        String turn = even.isPresent()
                ? "the machine is cheaper above a utilisation of " + Prose.number(even.getAsDouble()) + " (now "
                        + Prose.number(machine.utilisation()) + ")"
                : "no utilisation makes the machine the cheaper way";
        return cost + "; " + turn + ".";
    }

    /** Dollars as people write them. */
    public String usd(double amount) {
        Format format = new Format();
        double size = Math.abs(amount);
        return (size >= 0.1 || size == 0 ? format.fixed(amount, size >= 100 ? 0 : 2) : Prose.number(amount)) + " USD";
    }

    public List<Part> getHour() {
        TcoCase machine = machine();
        Hosting.Hour hour = machine.hosting().hour(machine.utilisation());
        List<Part> parts = new ArrayList<>();
        if (machine.hosting() instanceof Hosting.Owned owned) {
            parts.add(new Part(
                    "purchase",
                    hour.capitalUsd(),
                    usd(owned.purchaseUsd()) + " less " + Prose.number(100 * owned.residualShare()) + " % over "
                            + Prose.number(owned.lifeYears()) + " years of 8,760 h"));
            parts.add(new Part(
                    "electricity",
                    hour.energyUsd(),
                    Prose.number(owned.watts(machine.utilisation())) + " W on average ("
                            + Prose.number(owned.idleWatts())
                            + " idle, " + Prose.number(owned.loadWatts()) + " under load; " + form().wattsFrom
                            + "), PUE " + Prose.number(owned.pue()) + ", " + Prose.number(owned.usdPerKwh())
                            + " USD/kWh"));
            parts.add(new Part("operations and rack", hour.operationsUsd(), "a month has 730 h"));
        } else if (machine.hosting() instanceof Hosting.Rented rented) {
            parts.add(new Part("rent", hour.capitalUsd(), "typed"));
            parts.add(new Part(
                    "traffic and storage",
                    hour.operationsUsd(),
                    Prose.number(100 * rented.extraShare()) + " % of the rent"));
        }
        parts.add(new Part("in all", hour.usd(), "used or not"));
        return parts;
    }

    /** Where the throughput comes from. */
    public String getThroughput() {
        return Prose.number(machine().unitsPerSecond()) + " " + getUnit() + " per second";
    }

    public String getThroughputFrom() {
        return form().throughputFrom;
    }

    public List<Step> getSteps() {
        TcoCase machine = machine();
        List<Step> steps = new ArrayList<>();
        boolean seen = false;
        for (double u : UTILISATIONS) {
            if (!seen && machine.utilisation() <= u) {
                seen = true;
                if (machine.utilisation() < u) {
                    steps.add(step(machine, machine.utilisation(), true));
                }
            }
            steps.add(step(machine, u, machine.utilisation() == u));
        }
        return steps;
    }

    private static Step step(TcoCase machine, double utilisation, boolean chosen) {
        TcoCase at = dev.assay.guidance.tco.Factor.UTILISATION.with(machine, utilisation);
        return new Step(utilisation, at.ownUsdPerMillion(), at.ratio(), chosen);
    }

    public String getCurve() {
        TcoCase machine = machine();
        List<CurveJson.Point> own = new ArrayList<>();
        for (int i = 0; i <= 100; i++) {
            double at = 0.02 * Math.pow(50, i / 100.0);
            double cost = step(machine, Math.min(1, at), false).usd();
            own.add(new CurveJson.Point(
                    at, cost, "at a utilisation of " + Prose.number(at) + ": " + usd(cost) + " a million"));
        }
        List<CurveJson.Curve> curves = new ArrayList<>();
        curves.add(new CurveJson.Curve("the machine", "s1", own));
        curves.add(new CurveJson.Curve(
                "elsewhere",
                "slo",
                List.of(
                        new CurveJson.Point(0.02, machine.usdPerMillion(), "elsewhere"),
                        new CurveJson.Point(1, machine.usdPerMillion(), "elsewhere"))));
        curves.add(new CurveJson.Curve(
                "this case",
                "s2",
                List.of(new CurveJson.Point(
                        machine.utilisation(),
                        machine.ownUsdPerMillion(),
                        "this case: " + usd(machine.ownUsdPerMillion()) + " a million"))));
        return CurveJson.lines(
                curves,
                new CurveJson.Axis("utilisation", false, 0.0, 1.0),
                new CurveJson.Axis("USD per million " + getUnit(), true, null, null));
    }

    public List<Sensitivity.Bar> getTornado() {
        return Sensitivity.tornado(machine(), SPREAD);
    }

    public String getTornadoPlot() {
        return CurveJson.bars(
                getTornado().stream()
                        .filter(bar -> bar.width() > 0)
                        .map(bar -> new CurveJson.Bar(
                                bar.factor().label(),
                                Math.min(bar.lowRatio(), bar.highRatio()),
                                Math.max(bar.lowRatio(), bar.highRatio()),
                                bar.factor().label() + " from " + Prose.number(bar.low()) + " to "
                                        + Prose.number(bar.high()) + ": " + Prose.number(bar.lowRatio()) + " to "
                                        + Prose.number(bar.highRatio()) + " times the price elsewhere"))
                        .toList(),
                "cost on the machine over cost elsewhere");
    }

    public List<Sensitivity.Flip> getFlips() {
        return Sensitivity.flips(machine());
    }

    public List<Volume.Month> getMonths() {
        return Objects.requireNonNull(form().volume).months(machine(), form().fullest);
    }

    /** What whole machines mean for a small demand. */
    public String getFloor() {
        double month = machine().hosting().hour(0).usd() * Hosting.HOURS_PER_MONTH;
        return "One machine costs at least " + usd(month)
                + " a month, used or not: below that much spent elsewhere nothing" + " is to be gained.";
    }

    /** When the change has paid for itself, at the middle demand. */
    public List<String> getPayback() {
        Volume.Month middle = getMonths().get(1);
        Migration change = form().migration(middle.apiUsd() - middle.machinesUsd());
        List<String> sentences = new ArrayList<>();
        OptionalDouble months = change.breakEvenMonths();
        String saving = usd(Math.abs(change.savingUsdPerMonth()));
        if (months.isEmpty()) {
            sentences.add("At the middle demand the machines cost " + saving
                    + " a month more than the same elsewhere: the change never pays.");
        } else {
            sentences.add("At the middle demand " + saving + " a month are saved. The change with its delay costs "
                    + usd(change.investedUsd()) + " and is paid back after " + Prose.number(months.getAsDouble())
                    + " months, " + Prose.number(change.paybackDays().orElseThrow()) + " days.");
            double value = change.netPresentUsd(form().yearlyRate(), form().horizonMonths());
            sentences.add("Over " + form().horizonMonths() + " months at " + Prose.number(100 * form().yearlyRate())
                    + " % it is worth " + usd(value) + " today" + (value < 0 ? ", a loss." : "."));
        }
        return sentences;
    }
}
