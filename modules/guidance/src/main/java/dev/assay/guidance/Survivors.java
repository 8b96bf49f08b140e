package dev.assay.guidance;

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
        List<@Nullable Double[]> axes = left.stream().map(this::axes).toList();
        List<Survivor> survivors = new ArrayList<>();
        for (int i = 0; i < left.size(); i++) {
            @Nullable Double[] mine = axes.get(i);
            boolean dominated = false;
            for (int j = 0; j < axes.size(); j++) {
                dominated |= j != i && dominates(axes.get(j), mine);
            }
            survivors.add(
                    new Survivor(left.get(i).id(), left.get(i).name(), mine[0], mine[1], mine[2], mine[3], !dominated));
        }
        survivors.sort(Comparator.comparing(survivor -> !survivor.pareto()));
        return List.copyOf(survivors);
    }

    private @Nullable Double[] axes(HardwareProfile profile) {
        return new @Nullable Double[] {
            Physics.floor(profile, in.flops(), in.weightsRead(), in.payloadBytes(), in.precision())
                    .map(Physics.Floor::ms)
                    .orElse(null),
            load(profile).map(Eliminations.LoadPower::watts).orElse(null),
            profile.price(PriceObservation.Kind.PURCHASE)
                    .map(PriceObservation::usd)
                    .orElse(null),
            profile.price(PriceObservation.Kind.RENTAL_PER_HOUR)
                    .map(PriceObservation::usd)
                    .orElse(null)
        };
    }

    private Optional<Eliminations.LoadPower> load(HardwareProfile profile) {
        double factor =
                rules.find("H2").map(rule -> rule.threshold("vendorFactor")).orElse(1.0);
        return Eliminations.loadPower(profile, budgetBoundary(), factor);
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

    /** A chosen profile with the strength of what the choice rests on. */
    Recommendation recommend(Choices.Chosen chosen, boolean measured) {
        HardwareProfile profile = chosen.profile();
        Standing standing = !measured && rules.find("E5").isPresent() && !profile.onnxRuntime()
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
            if (figure.grade() == Grade.D) {
                weak.add(figure.kind().label());
            }
        }
        if (in.powerWatts() != null || in.batteryWattHours() != null) {
            Optional<Eliminations.LoadPower> load = load(profile);
            if (load.isEmpty()) {
                warnings.add(unknownPower(profile));
            } else {
                grade = grade.weaker(load.get().grade());
                if (load.get().grade() == Grade.D) {
                    weak.add("power");
                }
            }
        }
        if (!weak.isEmpty()) {
            warnings.add("Weak source (grade D) for its " + Prose.list(weak) + ": check before relying on it.");
        } else if (grade == Grade.D) {
            warnings.add("Its sources are weak (grade D): check before relying on them.");
        }
        return new Recommendation(
                profile.id(),
                profile.name(),
                chosen.rule(),
                standing,
                chosen.why(),
                grade,
                warnings.isEmpty() ? null : String.join(" ", warnings));
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
