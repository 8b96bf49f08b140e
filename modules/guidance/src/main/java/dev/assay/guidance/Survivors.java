package dev.assay.guidance;

import dev.assay.guidance.Advice.MeasuredPass;
import dev.assay.guidance.Advice.Recommendation;
import dev.assay.guidance.Advice.Standing;
import dev.assay.guidance.Advice.Survivor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What remains: its known axes, its Pareto front, and how firmly a profile can be put forward. */
final class Survivors {
    /** Three years, around the clock. */
    private static final double HOURS_OF_LIFE = 3 * 8760.0;

    private static final double MS_PER_HOUR = 3_600_000;

    private final DecisionInput in;
    private final RuleSet rules;
    private final List<HardwareProfile> left;

    Survivors(DecisionInput in, RuleSet rules, List<HardwareProfile> left) {
        this.in = in;
        this.rules = rules;
        this.left = left;
    }

    /** All survivors, the Pareto front first, otherwise in the order of the table. */
    List<Survivor> list() {
        List<Survivor> all = left.stream().map(this::survivor).toList();
        List<Survivor> survivors = new ArrayList<>();
        for (Survivor mine : all) {
            boolean dominated = all.stream().anyMatch(other -> dominates(axes(other), axes(mine)));
            survivors.add(dominated ? mine : onTheFront(mine));
        }
        survivors.sort(Comparator.comparing(survivor -> !survivor.pareto()));
        return List.copyOf(survivors);
    }

    private Survivor survivor(HardwareProfile profile) {
        Double floor = Physics.floor(profile, in.flops(), in.weightsRead(), in.payloadBytes(), in.precision())
                .map(Physics.Floor::ms)
                .orElse(null);
        Double watts = load(profile).map(LoadPower::watts).orElse(null);
        Double usd = profile.price(PriceObservation.Kind.PURCHASE)
                .map(PriceObservation::usd)
                .orElse(null);
        Double rent = profile.price(PriceObservation.Kind.RENTAL_PER_HOUR)
                .map(PriceObservation::usd)
                .orElse(null);
        Double hourly = rent != null ? rent : usd == null ? null : usd / HOURS_OF_LIFE;
        return new Survivor(
                profile.id(),
                profile.name(),
                floor,
                watts,
                usd,
                rent,
                false,
                floor == null || in.sloMs() == null ? null : in.sloMs() / floor,
                floor == null || hourly == null ? null : hourly * floor / MS_PER_HOUR * 1e6,
                floor == null || watts == null ? null : watts * floor / 1e3,
                effort(profile));
    }

    /** Those whose cost is known, the cheapest per inference first, then the one that takes least energy. */
    List<Choices.Chosen> cheapest(RuleSet.Rule rule) {
        return left.stream()
                .filter(profile -> Double.isFinite(cost(survivor(profile))))
                .sorted(Comparator.comparingDouble((HardwareProfile profile) -> cost(survivor(profile)))
                        .thenComparingDouble(profile -> energy(survivor(profile))))
                .limit((long) rule.threshold("shown"))
                .map(profile -> new Choices.Chosen(profile, rule.id(), why(survivor(profile))))
                .toList();
    }

    private static String why(Survivor one) {
        Double perMillion = one.usdPerMillion();
        return perMillion != null
                ? Prose.text("At best %s USD per million inferences, at full use.", Prose.number(perMillion))
                : one.usdPerHour() != null
                        ? Prose.text("Rented for %s USD an hour.", Prose.number(one.usdPerHour()))
                        : Prose.text(
                                "Bought for %s USD, %s USD an hour over three years.",
                                Prose.number(orInfinite(one.usd())),
                                Prose.number(orInfinite(one.usd()) / HOURS_OF_LIFE));
    }

    private static double cost(Survivor one) {
        if (one.usdPerMillion() != null || one.floorMs() != null) {
            return orInfinite(one.usdPerMillion());
        }
        return one.usdPerHour() != null ? one.usdPerHour() : orInfinite(one.usd()) / HOURS_OF_LIFE;
    }

    private static double energy(Survivor one) {
        return orInfinite(one.joules() != null ? one.joules() : one.watts());
    }

    private static double orInfinite(@Nullable Double value) {
        return value == null ? Double.POSITIVE_INFINITY : value;
    }

    private static Survivor onTheFront(Survivor one) {
        return new Survivor(
                one.profileId(),
                one.name(),
                one.floorMs(),
                one.watts(),
                one.usd(),
                one.usdPerHour(),
                true,
                one.sloMargin(),
                one.usdPerMillion(),
                one.joules(),
                one.effort());
    }

    private static int effort(HardwareProfile profile) {
        if (profile.hardwareClass() == HardwareClass.TPU) {
            return 4;
        }
        return !profile.onnxRuntime() ? 3 : profile.executionProvider().startsWith("CPU") ? 1 : 2;
    }

    /**
     * Latency, cost, energy and effort, less being better. Without the work of the model its time is unknown: then power
     * stands for energy, and price and rent for cost.
     */
    private static @Nullable Double[] axes(Survivor one) {
        Integer effort = one.effort();
        Double steps = effort == null ? null : (double) effort;
        return one.floorMs() == null
                ? new @Nullable Double[] {null, one.watts(), one.usd(), one.usdPerHour(), steps}
                : new @Nullable Double[] {one.floorMs(), one.joules(), one.usdPerMillion(), null, steps};
    }

    private Optional<LoadPower> load(HardwareProfile profile) {
        double factor =
                rules.find("H2").map(rule -> rule.threshold("vendorFactor")).orElse(1.0);
        return LoadPower.of(profile, budgetBoundary(), factor);
    }

    private PowerBoundary budgetBoundary() {
        return in.powerBoundary() == null ? PowerBoundary.WALL : in.powerBoundary();
    }

    /** Better on one axis and no worse on any; an axis unknown to either keeps them apart. */
    private static boolean dominates(@Nullable Double[] other, @Nullable Double[] mine) {
        boolean better = false;
        for (int axis = 0; axis < mine.length; axis++) {
            Double theirs = other[axis];
            Double own = mine[axis];
            if (theirs == null && own == null) {
                continue;
            }
            if (theirs == null || own == null || theirs > own) {
                return false;
            }
            better |= theirs < own;
        }
        return better;
    }

    /** A chosen profile with the strength of what the choice rests on; {@code measured} is the run that decided, or null. */
    Recommendation recommend(Choices.Chosen chosen, @Nullable MeasuredPass measured) {
        HardwareProfile profile = chosen.profile();
        Standing standing = measured == null && rules.find("E5").isPresent() && !profile.onnxRuntime()
                ? Standing.CANDIDATE
                : Standing.RECOMMENDED;
        List<String> warnings = new ArrayList<>();
        if (standing == Standing.CANDIDATE) {
            warnings.add("Predicted: ONNX Runtime does not reach this hardware, so measure with the vendor's tools"
                    + " before deciding.");
        }
        Grade grade = profile.grade();
        List<String> weak = new ArrayList<>();
        for (Figure figure : figures(profile)) {
            grade = grade.weaker(figure.grade());
            if (figure.value() != null && (figure.weak() || figure.grade() == Grade.D)) {
                weak.add("its " + figure.kind().label() + " " + (figure.weak() ? figure.weakness() : "has grade D"));
            }
        }
        if (in.powerWatts() != null || in.batteryWattHours() != null) {
            Optional<LoadPower> load = load(profile);
            if (load.isEmpty()) {
                warnings.add(unknownPower(profile));
            } else {
                grade = grade.weaker(load.get().grade());
                String weakness = load.get().weakness();
                if (weakness != null) {
                    weak.add("its power " + weakness);
                }
            }
        }
        if (!weak.isEmpty()) {
            warnings.add("Weak footing: " + Prose.list(weak) + ". Check before relying on it.");
        } else if (grade == Grade.D) {
            warnings.add("Its sources are weak (grade D): check before relying on them.");
        }
        HardwareProfile.Audit audit = profile.audit();
        if (audit != null && audit.verdict() == HardwareProfile.AuditVerdict.CONTRADICTED) {
            warnings.add("Its sources contradict each other: " + audit.finding());
        }
        return new Recommendation(
                profile.id(),
                profile.name(),
                chosen.rule(),
                standing,
                measured == null ? chosen.why() : chosen.why() + " " + passed(measured),
                grade,
                warnings.isEmpty() ? null : String.join(" ", warnings),
                measured);
    }

    private String passed(MeasuredPass run) {
        return Prose.text(
                "%s on %s was measured to keep the limit: its %sth percentile is at most %s.",
                Prose.capital(run.scheme()), run.device(), Prose.number(run.percentile()), Prose.ms(run.boundMs()));
    }

    private String unknownPower(HardwareProfile profile) {
        return profile.power(PowerFigure.Kind.LOADED)
                .map(figure -> Prose.text(
                        "Its only power figure, %s W, was read at the %s and cannot be held against a %s budget.",
                        Prose.number(figure.watts()),
                        figure.boundary().label(),
                        budgetBoundary().label()))
                .orElse("Nobody publishes its power under load, so the budget could not be checked.");
    }

    /** The figures a choice leans on: bandwidth for language models, else the peak, plus what the floor used. */
    private List<Figure> figures(HardwareProfile profile) {
        List<Figure> figures = new ArrayList<>();
        if (in.task() == DecisionInput.Task.LLM) {
            figures.add(profile.figure(FigureKind.MEMORY_BANDWIDTH));
        } else {
            figures.add(Physics.fastest(profile, in.precision()).orElseGet(() -> profile.figure(FigureKind.INT8)));
        }
        if (in.weights() != null) {
            figures.add(profile.figure(FigureKind.MEMORY));
        }
        if (in.sloMs() != null) {
            Physics.floor(profile, in.flops(), in.weightsRead(), in.payloadBytes(), in.precision())
                    .ifPresent(floor -> Arrays.stream(FigureKind.values())
                            .filter(kind -> floor.operands().stream()
                                    .anyMatch(operand -> operand.name().equals(kind.label())))
                            .map(profile::figure)
                            .forEach(figures::add));
        }
        return figures.stream().distinct().toList();
    }
}
