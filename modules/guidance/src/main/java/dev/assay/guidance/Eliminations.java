package dev.assay.guidance;

import static dev.assay.guidance.Prose.number;
import static dev.assay.guidance.Prose.text;

import dev.assay.guidance.Advice.Elimination;
import dev.assay.guidance.Advice.Step;
import dev.assay.guidance.Advice.StepVerdict;
import dev.assay.guidance.DecisionInput.Cuda;
import dev.assay.guidance.RuleSet.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** H1 to H8: what a profile cannot do, whatever else speaks for it. Each returns the number that rules it out. */
final class Eliminations {
    private final DecisionInput in;
    private final RuleSet rules;
    private final List<Known> checks;

    Eliminations(DecisionInput in, RuleSet rules) {
        this.in = in;
        this.rules = rules;
        this.checks = known().stream()
                .filter(known -> rules.find(known.id()).isPresent())
                .toList();
    }

    /** A rule applied to one profile: a sentence and its operands, or nothing. */
    private interface Check {
        Optional<Finding> apply(HardwareProfile profile, Rule rule);
    }

    /**
     * Why a profile is out.
     *
     * @param relaxation the smallest change of the input that would keep it, in words; null when there is none
     */
    record Finding(
            String sentence,
            List<Operand> operands,
            @Nullable String relaxation) {}

    /** The number at which the finding of a rule about a profile would vanish; null where it is no number. */
    @Nullable
    Double limit(HardwareProfile profile, String rule) {
        return switch (rule) {
            case "H2", "C1" -> lastOperand(profile, rule);
            case "H3" ->
                Physics.memoryFit(profile, weights(), in.state(), share())
                        .map(Physics.Fit::availableBytes)
                        .orElse(null);
            case "H5" ->
                Physics.floor(profile, in.flops(), in.weightsRead(), in.payloadBytes(), in.precision())
                        .map(Physics.Floor::ms)
                        .orElse(null);
            default -> null;
        };
    }

    /** The unit of {@link #limit}. */
    String unit(String rule) {
        return switch (rule) {
            case "H2" -> "W";
            case "H3" -> "B";
            case "H5" -> "ms";
            case "C1" -> "USD";
            default -> "";
        };
    }

    private double share() {
        return rules.find("H3").map(rule -> rule.threshold("usableShare")).orElse(1.0);
    }

    private @Nullable Double lastOperand(HardwareProfile profile, String rule) {
        return of(profile).stream()
                .filter(elimination -> elimination.rule().equals(rule))
                .findFirst()
                .map(elimination -> elimination.operands().getLast().value())
                .orElse(null);
    }

    private record Known(String id, boolean asked, List<String> needs, Check check) {}

    /** All checks in order; {@code asked} is false when an answer that the check needs is missing. */
    private List<Known> known() {
        return List.of(
                new Known("H1", requiredPlace() != null, List.of("onDevice", "placement", "offline"), this::place),
                new Known("H2", budgetWatts().isPresent(), List.of("powerWatts"), this::power),
                new Known("H3", in.weights() != null, List.of("weightBytes"), this::memory),
                new Known("H4", in.vendorToolchain() != null, List.of("vendorToolchain"), this::coverage),
                new Known(
                        "H5",
                        in.sloMs() != null && (in.flops() != null || in.weightsRead() != null),
                        List.of("sloMs", "flops", "weightBytes"),
                        this::floor),
                new Known("H6", in.cuda() != null, List.of("cuda"), this::cuda),
                new Known("H7", in.xlaAcceptable() != null, List.of("xlaAcceptable"), this::xla),
                new Known("H8", in.cloudForbidden() != null, List.of("cloudForbidden"), this::residency),
                new Known(
                        "C1",
                        in.purchaseUsdMax() != null || in.rentUsdPerHourMax() != null,
                        List.of("purchaseUsdMax", "rentUsdPerHourMax"),
                        this::money));
    }

    /** Why {@code profile} is out, per rule; empty when it survives. */
    List<Elimination> of(HardwareProfile profile) {
        List<Elimination> eliminations = new ArrayList<>();
        for (Known known : checks) {
            finding(known, profile)
                    .ifPresent(finding -> eliminations.add(new Elimination(
                            profile.id(), profile.name(), known.id(), finding.sentence(), finding.operands())));
        }
        return eliminations;
    }

    /** The changes that would keep {@code profile}; empty when one of its eliminations cannot be lifted. */
    List<String> relaxations(HardwareProfile profile) {
        List<String> changes = new ArrayList<>();
        for (Known known : checks) {
            Optional<Finding> finding = finding(known, profile);
            if (finding.isPresent()) {
                String relaxation = finding.get().relaxation();
                if (relaxation == null) {
                    return List.of();
                }
                changes.add(relaxation);
            }
        }
        return changes;
    }

    /** One step per rule of the set, with the number of profiles it removes; {@code out} is what {@link #of} found. */
    List<Step> steps(List<Elimination> out, int profiles) {
        List<Step> steps = new ArrayList<>();
        for (Known known : checks) {
            rules.find(known.id()).ifPresent(rule -> steps.add(step(known, rule, out, profiles)));
        }
        return steps;
    }

    private Step step(Known known, Rule rule, List<Elimination> out, int profiles) {
        if (!known.asked()) {
            return new Step(
                    rule.id(),
                    false,
                    List.of(),
                    StepVerdict.NOT_ASKED,
                    rule.title() + ": not asked, so nothing is ruled out.");
        }
        List<Elimination> own =
                out.stream().filter(one -> one.rule().equals(rule.id())).toList();
        List<Operand> operands = known.needs().stream()
                .filter(field -> in.answer(field) != null)
                .map(field -> Operand.answer(field, in.answer(field), ""))
                .toList();
        if (own.isEmpty()) {
            return new Step(
                    rule.id(), false, operands, StepVerdict.DID_NOT_FIRE, rule.title() + ": nothing has to go.");
        }
        // The example that teaches most is one that nothing else rules out.
        Elimination example = own.stream()
                .filter(one -> out.stream()
                        .allMatch(
                                other -> other.equals(one) || !other.profileId().equals(one.profileId())))
                .findFirst()
                .orElse(own.getFirst());
        return new Step(
                rule.id(),
                true,
                operands,
                StepVerdict.ELIMINATED,
                text(
                        "%s: rules out %d of %d (%s), because %s. %s",
                        rule.title(),
                        own.size(),
                        profiles,
                        Prose.some(own.stream().map(Elimination::name).toList()),
                        rule.reason(),
                        example.sentence()));
    }

    /** Answers that some elimination needed and did not get. */
    List<String> notAsked() {
        return checks.stream()
                .filter(known -> !known.asked())
                .flatMap(known -> known.needs().stream())
                .filter(field -> in.answer(field) == null)
                .distinct()
                .toList();
    }

    private Optional<Finding> finding(Known known, HardwareProfile profile) {
        return known.asked()
                ? rules.find(known.id()).flatMap(rule -> known.check().apply(profile, rule))
                : Optional.empty();
    }

    /** Where it must stand: as placed, else on the device when that or being offline is asked. */
    @Nullable
    Place requiredPlace() {
        if (in.placement() != null) {
            return in.placement();
        }
        return Boolean.TRUE.equals(in.onDevice()) || Boolean.TRUE.equals(in.offline()) ? Place.DEVICE : null;
    }

    private Optional<Finding> place(HardwareProfile profile, Rule rule) {
        Place place = requiredPlace();
        if (place == null || profile.places().contains(place)) {
            return Optional.empty();
        }
        return Optional.of(new Finding(
                text(
                        "It must run %s; %s is had only %s.",
                        place.label(),
                        profile.name(),
                        Prose.list(profile.places().stream().map(Place::label).toList())),
                List.of(
                        Operand.answer("place", place.label(), ""),
                        Operand.of(
                                profile,
                                "places",
                                Prose.list(profile.places().stream()
                                        .map(Place::label)
                                        .toList()))),
                null));
    }

    /** The power budget: as given, or what the battery can feed for the required hours. */
    private Optional<Double> budgetWatts() {
        Double battery = null;
        if (in.batteryWattHours() != null && in.requiredHours() != null) {
            double efficiency = rules.find("H2")
                    .map(rule -> rule.threshold("batteryEfficiency"))
                    .orElse(1.0);
            battery = in.batteryWattHours() * efficiency / in.requiredHours();
        }
        if (in.powerWatts() == null) {
            return Optional.ofNullable(battery);
        }
        return Optional.of(battery == null ? in.powerWatts() : Math.min(in.powerWatts(), battery));
    }

    PowerBoundary budgetBoundary() {
        return in.powerBoundary() == null ? PowerBoundary.WALL : in.powerBoundary();
    }

    private Optional<Finding> power(HardwareProfile profile, Rule rule) {
        double budget = budgetWatts().orElseThrow();
        Optional<LoadPower> load = loadPower(profile, budgetBoundary(), rule.threshold("vendorFactor"));
        if (load.isEmpty() || load.get().watts() <= budget) {
            return Optional.empty();
        }
        LoadPower power = load.get();
        return Optional.of(new Finding(
                text(
                        "%s draws %s W %s, above the budget of %s W.",
                        profile.name(), number(power.watts()), power.how(), number(budget)),
                List.of(
                        Operand.answer("power budget", budget, "W"),
                        new Operand("power under load", power.watts(), "W", null, profile.id(), power.grade())),
                text("a power budget of %s W", number(power.watts()))));
    }

    /** Power under load at a boundary, with the words that say how it was had. */
    record LoadPower(double watts, String how, Grade grade) {}

    /**
     * Power under load as the budget counts it. At the wall: a wall reading, else the vendor's figure times a factor for
     * supply and board. Inside the wall: a figure from inside; a wall reading is then only an upper bound and eliminates
     * nobody.
     */
    static Optional<LoadPower> loadPower(HardwareProfile profile, PowerBoundary boundary, double vendorFactor) {
        Optional<PowerFigure> loaded = profile.power(PowerFigure.Kind.LOADED);
        Optional<PowerFigure> wall = loaded.filter(figure -> figure.boundary() == PowerBoundary.WALL);
        Optional<PowerFigure> inside = loaded.filter(figure -> figure.boundary() != PowerBoundary.WALL)
                .or(() -> profile.power(PowerFigure.Kind.DESIGN));
        if (boundary == PowerBoundary.WALL) {
            return wall.map(figure -> new LoadPower(figure.watts(), "at the wall", figure.grade()))
                    .or(() -> inside.map(figure -> new LoadPower(
                            figure.watts() * vendorFactor,
                            text(
                                    "at the wall by estimate (%s W %s x %s)",
                                    number(figure.watts()), figure.boundary().label(), number(vendorFactor)),
                            figure.grade())));
        }
        return inside.map(
                figure -> new LoadPower(figure.watts(), "(" + figure.boundary().label() + ")", figure.grade()));
    }

    private Optional<Finding> memory(HardwareProfile profile, Rule rule) {
        double weights = weights();
        return Physics.memoryFit(profile, weights, in.state(), rule.threshold("usableShare"))
                .filter(fit -> !fit.fits())
                .map(fit -> new Finding(
                        text(
                                "Weights and state take %s; %s leaves %s.",
                                Prose.bytes(fit.neededBytes()), profile.name(), Prose.bytes(fit.availableBytes())),
                        List.of(
                                Operand.answer("weights and state", fit.neededBytes(), "B"),
                                Operand.of(profile, fit.memory())),
                        text("weights and state of at most %s", Prose.bytes(fit.availableBytes()))));
    }

    private double weights() {
        Double weights = in.weights();
        return weights == null ? 0 : weights;
    }

    private Optional<Finding> coverage(HardwareProfile profile, Rule rule) {
        return profile.onnxRuntime() || Boolean.TRUE.equals(in.vendorToolchain())
                ? Optional.empty()
                : Optional.of(new Finding(
                        text(
                                "ONNX Runtime does not reach %s (%s), and a vendor's toolchain is not accepted.",
                                profile.name(), profile.executionProvider()),
                        List.of(
                                Operand.answer("vendor toolchain accepted", false, ""),
                                Operand.of(profile, "execution provider", profile.executionProvider())),
                        "acceptance of the vendor's toolchain"));
    }

    private Optional<Finding> floor(HardwareProfile profile, Rule rule) {
        double slo = in.sloMs() == null ? Double.POSITIVE_INFINITY : in.sloMs();
        return Physics.floor(profile, in.flops(), in.weightsRead(), in.payloadBytes(), in.precision())
                .filter(floor -> floor.ms() > slo)
                .map(floor -> new Finding(
                        text(
                                "Physics alone takes %s on %s (limit: %s), above the %s asked.",
                                Prose.ms(floor.ms()), profile.name(), floor.limit(), Prose.ms(slo)),
                        floor.operands(),
                        text("a latency limit of %s", Prose.ms(floor.ms()))));
    }

    private Optional<Finding> cuda(HardwareProfile profile, Rule rule) {
        return in.cuda() != Cuda.HARD || profile.vendor().equals("NVIDIA")
                ? Optional.empty()
                : Optional.of(new Finding(
                        text("CUDA cannot be replaced, and %s is made by %s.", profile.name(), profile.vendor()),
                        List.of(Operand.answer("CUDA", "hard", ""), Operand.of(profile, "vendor", profile.vendor())),
                        "no dependence on CUDA"));
    }

    private Optional<Finding> xla(HardwareProfile profile, Rule rule) {
        return profile.hardwareClass() != HardwareClass.TPU || Boolean.TRUE.equals(in.xlaAcceptable())
                ? Optional.empty()
                : Optional.of(new Finding(
                        text("%s runs only what XLA compiles, and moving to XLA is not accepted.", profile.name()),
                        List.of(Operand.answer("XLA accepted", false, "")),
                        "acceptance of JAX or PyTorch/XLA"));
    }

    private Optional<Finding> residency(HardwareProfile profile, Rule rule) {
        return Boolean.TRUE.equals(in.cloudForbidden()) && profile.places().equals(List.of(Place.CLOUD))
                ? Optional.of(new Finding(
                        text("The data may not leave, and %s is only rented in a cloud.", profile.name()),
                        List.of(Operand.answer("cloud forbidden", true, "")),
                        null))
                : Optional.empty();
    }

    private Optional<Finding> money(HardwareProfile profile, Rule rule) {
        Optional<PriceObservation> cheapest = Optional.empty();
        for (PriceObservation price : profile.prices()) {
            Double limit =
                    price.kind() == PriceObservation.Kind.PURCHASE ? in.purchaseUsdMax() : in.rentUsdPerHourMax();
            if (limit == null || price.usd() <= limit) {
                return Optional.empty();
            }
            cheapest = Optional.of(price);
        }
        return cheapest.map(price -> {
            String unit = price.kind() == PriceObservation.Kind.PURCHASE ? "USD" : "USD per hour";
            return new Finding(
                    text(
                            "%s was seen at %s %s (%s), above your limit.",
                            profile.name(), number(price.usd()), unit, price.observed()),
                    List.of(new Operand("price", price.usd(), unit, null, profile.id(), price.grade())),
                    text("a limit of %s %s", number(price.usd()), unit));
        });
    }
}
