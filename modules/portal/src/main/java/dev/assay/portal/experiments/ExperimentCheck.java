package dev.assay.portal.experiments;

import dev.assay.guidance.InvalidGuidanceInput;
import dev.assay.onnx.TensorInfo;
import dev.assay.portal.Refusal;
import dev.assay.portal.devices.DeviceView;
import dev.assay.portal.devices.Devices;
import dev.assay.portal.guidance.Guidance;
import dev.assay.portal.models.ModelView;
import dev.assay.portal.models.Models;
import dev.assay.protocol.SchemeSpec;
import dev.assay.quantization.Scheme;
import dev.assay.quantization.UnknownScheme;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Says no to what cannot be measured, in one sentence, before anything is stored. */
@ApplicationScoped
class ExperimentCheck {
    private static final int MOST_OF_A_KIND = 10;
    private static final long LARGEST_DIMENSION = 65_536;
    private static final String SCENARIO = "single-stream";

    /** A set of inputs may take 64 MiB in the job process: eight bytes a value at most. */
    private static final long MOST_ELEMENTS = (64L << 20) / Long.BYTES;

    private static final Set<String> TIERS = new TreeSet<>(Set.of("rapid", "standard"));

    @Inject
    Models models;

    @Inject
    Devices devices;

    @Inject
    Guidance guidance;

    /** The plan behind a request. */
    ExperimentPlan plan(NewExperiment request) {
        ModelView model = models.find(request.model()).orElseThrow(() -> Models.noSuchModel(request.model()));
        List<InvalidGuidanceInput.Problem> problems = request.objectives().problems();
        if (!problems.isEmpty()) {
            throw Refusal.invalid("BAD_OBJECTIVE", problems.getFirst().sentence());
        }
        String target = request.target();
        if (target != null && guidance.profile(target).isEmpty()) {
            throw Refusal.invalid(
                    "UNKNOWN_PROFILE", "There is no hardware profile " + target + "; the guide lists those there are.");
        }
        return new ExperimentPlan(
                model, schemes(request.schemes()), devices(request.devices()), workload(request.workload(), model));
    }

    private static List<SchemeSpec> schemes(List<SchemeSpec> asked) {
        count("scheme", asked.size());
        Set<SchemeSpec> schemes = new LinkedHashSet<>();
        for (SchemeSpec spec : asked) {
            try {
                Scheme scheme = Scheme.parse(spec.name(), spec.options());
                if (!schemes.add(new SchemeSpec(scheme.name(), scheme.options()))) {
                    throw Refusal.invalid(
                            "SAME_SCHEME_TWICE",
                            "The scheme " + scheme.name() + " is chosen twice with the same options; choose it once.");
                }
            } catch (UnknownScheme e) {
                throw new Refusal(Refusal.Kind.INVALID, "UNKNOWN_SCHEME", String.valueOf(e.getMessage()), e);
            }
        }
        return List.copyOf(schemes);
    }

    private List<DeviceView> devices(List<String> asked) {
        count("device", asked.size());
        Map<UUID, DeviceView> chosen = new LinkedHashMap<>();
        for (String name : asked) {
            DeviceView device = device(name)
                    .orElseThrow(() -> Refusal.invalid(
                            "UNKNOWN_DEVICE",
                            "There is no device " + name + "; the list of devices shows those there are."));
            if (!device.selectable()) {
                throw Refusal.invalid(
                        "DEVICE_NOT_READY",
                        "The device " + device.name() + " takes no work now (" + device.state() + ", health "
                                + device.health() + "); choose another, or ask an administrator to release it.");
            }
            chosen.put(device.id(), device);
        }
        return List.copyOf(chosen.values());
    }

    private Optional<DeviceView> device(String nameOrId) {
        Optional<DeviceView> byName = devices.find(nameOrId);
        if (byName.isPresent() || !nameOrId.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) {
            return byName;
        }
        return devices.find(UUID.fromString(nameOrId));
    }

    private static WorkloadChoice workload(WorkloadChoice asked, ModelView model) {
        if (!TIERS.contains(asked.tier())) {
            throw Refusal.invalid(
                    "UNKNOWN_TIER",
                    "There is no tier " + asked.tier() + "; choose one of " + String.join(", ", TIERS) + ".");
        }
        String scenario = asked.scenario();
        if (scenario != null && !scenario.equals(SCENARIO)) {
            throw Refusal.invalid(
                    "UNKNOWN_SCENARIO",
                    "There is no scenario " + scenario + " here; " + SCENARIO + " is what is measured.");
        }
        Integer threads = asked.threads();
        if (threads != null && (threads < 1 || threads > 256)) {
            throw Refusal.invalid("BAD_THREADS", "A run uses 1 to 256 threads, not " + threads + ".");
        }
        Map<String, Long> dimensions = new LinkedHashMap<>(model.facts().assumedDimensions());
        dimensions.putAll(model.dimensions());
        asked.dimensions().forEach((name, size) -> {
            if (!dimensions.containsKey(name)) {
                throw Refusal.invalid(
                        "UNKNOWN_DIMENSION",
                        "The model has no dynamic dimension " + name + "; it has "
                                + (dimensions.isEmpty() ? "none" : String.join(", ", dimensions.keySet())) + ".");
            }
            if (size < 1 || size > LARGEST_DIMENSION) {
                throw Refusal.invalid(
                        "BAD_DIMENSION",
                        "The dimension " + name + " must be between 1 and " + LARGEST_DIMENSION + ", not " + size
                                + ".");
            }
            dimensions.put(name, size);
        });
        asked.shapes().forEach((input, shape) -> checkShape(input, shape, model));
        model.facts().inputs().stream()
                .filter(input -> !asked.shapes().containsKey(input.name()))
                .forEach(input -> checkElements(input, dimensions));
        Integer wallSeconds = asked.wallSeconds();
        if (wallSeconds != null && wallSeconds < 1) {
            throw Refusal.invalid("BAD_LIMIT", "A run needs at least 1 second, not " + wallSeconds + ".");
        }
        return new WorkloadChoice(
                asked.tier(), threads, Map.copyOf(dimensions), asked.shapes(), asked.seed(), wallSeconds, SCENARIO);
    }

    /** One set of inputs has to fit into what a job process is given. */
    private static void checkElements(TensorInfo input, Map<String, Long> dimensions) {
        double elements = 1;
        for (String size : input.shape()) {
            elements *= size.matches("\\d+") ? Double.parseDouble(size) : dimensions.getOrDefault(size, 1L);
        }
        if (elements > MOST_ELEMENTS) {
            throw Refusal.invalid(
                    "BAD_DIMENSION",
                    "With these dimensions the input " + input.name() + " would hold more than " + MOST_ELEMENTS
                            + " values; choose smaller ones.");
        }
    }

    private static void checkShape(String input, List<Long> shape, ModelView model) {
        TensorInfo tensor = model.facts().inputs().stream()
                .filter(info -> info.name().equals(input))
                .findFirst()
                .orElseThrow(() -> Refusal.invalid("UNKNOWN_INPUT", "The model has no input " + input + "."));
        boolean fits = shape.size() == tensor.shape().size();
        double elements = 1;
        for (int i = 0; fits && i < shape.size(); i++) {
            String declared = tensor.shape().get(i);
            long size = shape.get(i);
            elements *= size;
            fits = size >= 1 && (!declared.matches("\\d+") || Long.parseLong(declared) == size);
        }
        if (!fits || elements > MOST_ELEMENTS) {
            throw Refusal.invalid(
                    "BAD_SHAPE",
                    "The shape " + shape + " does not fit the input " + input + ", which is " + tensor.shape() + ".");
        }
    }

    private static void count(String what, int number) {
        if (number < 1 || number > MOST_OF_A_KIND) {
            throw Refusal.invalid(
                    "BAD_COUNT",
                    "An experiment has 1 to " + MOST_OF_A_KIND + " " + what + "s, not " + number
                            + "; change the choice.");
        }
    }
}
