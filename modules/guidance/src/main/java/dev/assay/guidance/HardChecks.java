package dev.assay.guidance;

import static dev.assay.guidance.Prose.number;
import static dev.assay.guidance.Prose.text;

import dev.assay.guidance.DecisionInput.Cuda;
import dev.assay.guidance.RuleSet.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The conditions of H1 to H8 and C1 on one profile. */
final class HardChecks {
    private final DecisionInput in;
    private final @Nullable Place required;

    HardChecks(DecisionInput in, @Nullable Place required) {
        this.in = in;
        this.required = required;
    }

    /**
     * Why a profile is out.
     *
     * @param relaxation the smallest change of the input that would keep it, in words; null when there is none
     * @param limit      the number at which it would stay, or null where it is no number
     * @param unit       of the limit
     */
    record Finding(
            String sentence,
            List<Operand> operands,
            @Nullable String relaxation,
            @Nullable Double limit,
            String unit) {
        Finding(String sentence, List<Operand> operands, @Nullable String relaxation) {
            this(sentence, operands, relaxation, null, "");
        }
    }

    Optional<Finding> place(HardwareProfile profile, Rule rule) {
        Place place = required;
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

    PowerBoundary budgetBoundary() {
        return in.powerBoundary() == null ? PowerBoundary.WALL : in.powerBoundary();
    }

    Optional<Finding> power(HardwareProfile profile, Rule rule) {
        Optional<LoadPower> load = LoadPower.of(profile, budgetBoundary(), rule.threshold("vendorFactor"));
        return load.flatMap(power -> {
            Optional<Finding> budget = overBudget(profile, power);
            Optional<Finding> battery = batteryTooSmall(profile, power, rule);
            return budget.isPresent() && battery.isPresent()
                    ? Optional.of(both(budget.get(), battery.get()))
                    : budget.or(() -> battery);
        });
    }

    private static Finding both(Finding one, Finding other) {
        return new Finding(
                one.sentence() + " " + other.sentence(),
                Stream.concat(one.operands().stream(), other.operands().stream())
                        .distinct()
                        .toList(),
                one.relaxation() + " and " + other.relaxation());
    }

    private Optional<Finding> overBudget(HardwareProfile profile, LoadPower power) {
        Double budget = in.powerWatts();
        if (budget == null || power.watts() <= budget) {
            return Optional.empty();
        }
        return Optional.of(new Finding(
                text(
                        "%s draws %s W %s, above the budget of %s W.",
                        profile.name(), number(power.watts()), power.how(), number(budget)),
                List.of(Operand.answer("power budget", budget, "W"), power.operand(profile)),
                text("a power budget of %s W", number(power.watts())),
                power.watts(),
                "W"));
    }

    /** How long the battery lasts under load: {@code Wh x efficiency / W}. */
    private Optional<Finding> batteryTooSmall(HardwareProfile profile, LoadPower power, Rule rule) {
        Double battery = in.batteryWattHours();
        Double hoursAsked = in.requiredHours();
        if (battery == null || hoursAsked == null) {
            return Optional.empty();
        }
        double efficiency = rule.threshold("batteryEfficiency");
        double hours = battery * efficiency / power.watts();
        if (hours >= hoursAsked) {
            return Optional.empty();
        }
        return Optional.of(new Finding(
                text(
                        "%s draws %s W %s and empties %s Wh in %s h, before the %s h asked.",
                        profile.name(),
                        number(power.watts()),
                        power.how(),
                        number(battery),
                        number(hours),
                        number(hoursAsked)),
                List.of(
                        Operand.answer("battery", battery, "Wh"),
                        Operand.answer("required time", hoursAsked, "h"),
                        Operand.threshold("battery efficiency", efficiency, ""),
                        Operand.computed("battery life", hours, "h"),
                        power.operand(profile)),
                text("a battery of %s Wh", number(hoursAsked * power.watts() / efficiency)),
                hoursAsked * power.watts() / efficiency,
                "Wh"));
    }

    Optional<Finding> memory(HardwareProfile profile, Rule rule) {
        double weights = weights();
        return Physics.memoryFit(profile, weights, in.state(), rule.threshold("usableShare"))
                .filter(fit -> !fit.fits())
                .map(fit -> {
                    List<Operand> operands = new ArrayList<>();
                    operands.add(Operand.answer("weights", weights, "B"));
                    if (in.state() != null) {
                        operands.add(Operand.computed("state", in.state(), "B"));
                    }
                    operands.add(Operand.threshold("usable share", rule.threshold("usableShare"), ""));
                    operands.add(Operand.of(profile, fit.memory()));
                    return new Finding(
                            text(
                                    "Weights and state take %s; %s leaves %s.",
                                    Prose.bytes(fit.neededBytes()), profile.name(), Prose.bytes(fit.availableBytes())),
                            operands,
                            smallerContext(fit)
                                    .orElseGet(() ->
                                            text("weights and state of at most %s", Prose.bytes(fit.availableBytes()))),
                            fit.availableBytes(),
                            "B");
                });
    }

    /** When the weights alone would fit, the context is what has to shrink. */
    private Optional<String> smallerContext(Physics.Fit fit) {
        Double perToken = in.kvBytesPerToken();
        Double context = in.contextTokens();
        if (perToken == null || context == null) {
            return Optional.empty();
        }
        double left = fit.availableBytes() - (fit.neededBytes() - context * perToken);
        double tokens = Math.floor(left / perToken);
        return tokens < 1 ? Optional.empty() : Optional.of(text("a context of at most %s tokens", number(tokens)));
    }

    private double weights() {
        Double weights = in.weights();
        return weights == null ? 0 : weights;
    }

    Optional<Finding> coverage(HardwareProfile profile, Rule rule) {
        if (profile.onnxRuntime()) {
            return Optional.empty();
        }
        if (Boolean.TRUE.equals(in.unsupportedOperators())) {
            return Optional.of(new Finding(
                    text(
                            "The model has operators that a vendor's compiler refuses, and ONNX Runtime, which would run"
                                    + " them elsewhere, does not reach %s (%s).",
                            profile.name(), profile.executionProvider()),
                    List.of(
                            Operand.answer("unsupportedOperators", true),
                            Operand.of(profile, "execution provider", profile.executionProvider())),
                    "a model of common operators"));
        }
        return in.vendorToolchain() == null || in.vendorToolchain()
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

    Optional<Finding> floor(HardwareProfile profile, Rule rule) {
        double slo = in.sloMs() == null ? Double.POSITIVE_INFINITY : in.sloMs();
        return Physics.floor(profile, in.flops(), in.weightsRead(), in.payloadBytes(), in.precision())
                .filter(floor -> floor.ms() > slo)
                .map(floor -> new Finding(
                        text(
                                "Physics alone takes %s on %s (limit: %s), above the %s asked.",
                                Prose.ms(floor.ms()), profile.name(), floor.limit(), Prose.ms(slo)),
                        Stream.concat(Stream.of(Operand.answer("sloMs", slo)), floor.operands().stream())
                                .toList(),
                        text("a latency limit of %s", Prose.ms(floor.ms())),
                        floor.ms(),
                        "ms"));
    }

    Optional<Finding> cuda(HardwareProfile profile, Rule rule) {
        return in.cuda() != Cuda.HARD || profile.vendor().equals("NVIDIA")
                ? Optional.empty()
                : Optional.of(new Finding(
                        text("CUDA cannot be replaced, and %s is made by %s.", profile.name(), profile.vendor()),
                        List.of(Operand.answer("CUDA", "hard", ""), Operand.of(profile, "vendor", profile.vendor())),
                        "no dependence on CUDA"));
    }

    Optional<Finding> xla(HardwareProfile profile, Rule rule) {
        return profile.hardwareClass() != HardwareClass.TPU || Boolean.TRUE.equals(in.xlaAcceptable())
                ? Optional.empty()
                : Optional.of(new Finding(
                        text("%s runs only what XLA compiles, and moving to XLA is not accepted.", profile.name()),
                        List.of(Operand.answer("XLA accepted", false, "")),
                        "acceptance of JAX or PyTorch/XLA"));
    }

    Optional<Finding> residency(HardwareProfile profile, Rule rule) {
        return Boolean.TRUE.equals(in.cloudForbidden()) && profile.places().equals(List.of(Place.CLOUD))
                ? Optional.of(new Finding(
                        text("The data may not leave, and %s is only rented in a cloud.", profile.name()),
                        List.of(Operand.answer("cloud forbidden", true, "")),
                        null))
                : Optional.empty();
    }

    Optional<Finding> money(HardwareProfile profile, Rule rule) {
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
                    List.of(limitOf(price), new Operand("price", price.usd(), unit, null, profile.id(), price.grade())),
                    text("a limit of %s %s", number(price.usd()), unit),
                    price.usd(),
                    "USD");
        });
    }

    private Operand limitOf(PriceObservation price) {
        return price.kind() == PriceObservation.Kind.PURCHASE
                ? Operand.answer("purchaseUsdMax", in.purchaseUsdMax())
                : Operand.answer("rentUsdPerHourMax", in.rentUsdPerHourMax());
    }
}
