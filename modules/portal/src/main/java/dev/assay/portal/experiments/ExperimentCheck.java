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
import dev.assay.protocol.Workload;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Says no to what cannot be measured, in one sentence, before anything is stored. */
@ApplicationScoped
class ExperimentCheck {
    private static final int MOST_OF_A_KIND = 10;
    private static final long LARGEST_DIMENSION = 65_536;

    /** A set of inputs may take 64 MiB in the job process: eight bytes a value at most. */
    private static final long MOST_ELEMENTS = (64L << 20) / Long.BYTES;

    @Inject
    Models models;

    @Inject
    Devices devices;

    @Inject
    Guidance guidance;

    @Inject
    CalibrationCheck calibrations;

    /**
     * The plan behind a request.
     *
     * @param account who asks: its own datasets may be named by the names it gave them
     */
    ExperimentPlan plan(NewExperiment request, @Nullable UUID account) {
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
        SchemeSpec versus = request.versus() == null ? null : SchemeChoice.complete(request.versus());
        List<SchemeSpec> schemes = schemes(request.schemes(), versus);
        WorkloadChoice workload = workload(request.workload(), model, versus != null);
        return new ExperimentPlan(
                model,
                schemes,
                devices(request.devices()),
                workload,
                versus,
                calibrations.plan(request.calibration(), model, schemes, versus, account));
    }

    private static List<SchemeSpec> schemes(List<SchemeSpec> asked, @Nullable SchemeSpec versus) {
        count("scheme", asked.size());
        Set<SchemeSpec> schemes = new LinkedHashSet<>();
        for (SchemeSpec spec : asked) {
            SchemeSpec scheme = SchemeChoice.complete(spec);
            if (!schemes.add(scheme) || scheme.equals(versus)) {
                throw Refusal.invalid(
                        "SAME_SCHEME_TWICE",
                        "The scheme " + scheme.name() + " is chosen twice with the same options; choose it once.");
            }
            if (versus != null && (SchemeChoice.automatic(scheme) || SchemeChoice.automatic(versus))) {
                throw Refusal.invalid(
                        "BAD_VERSUS",
                        "The scheme auto is still to be found, so it cannot be measured in turns with another one;"
                                + " name both schemes.");
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

    private static WorkloadChoice workload(WorkloadChoice asked, ModelView model, boolean versus) {
        String scenario = asked.scenario() == null ? Workload.SCENARIOS.getFirst() : asked.scenario();
        checkTerms(asked, scenario, versus);
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
                asked.tier(),
                threads,
                Map.copyOf(dimensions),
                asked.shapes(),
                asked.seed(),
                wallSeconds,
                scenario,
                asked.latencyBoundMs());
    }

    /** Scenario, tier, bound and second scheme have to fit together. */
    private static void checkTerms(WorkloadChoice asked, String scenario, boolean versus) {
        if (!Workload.TIERS.contains(asked.tier())) {
            throw Refusal.invalid(
                    "UNKNOWN_TIER",
                    "There is no tier " + asked.tier() + "; choose one of " + String.join(", ", Workload.TIERS) + ".");
        }
        if (!Workload.SCENARIOS.contains(scenario)) {
            throw Refusal.invalid(
                    "UNKNOWN_SCENARIO",
                    "There is no scenario " + scenario + "; choose one of " + String.join(", ", Workload.SCENARIOS)
                            + ".");
        }
        Workload terms =
                new Workload(scenario, asked.tier(), 1, 0, Map.of(), Map.of(), null, 0, asked.latencyBoundMs());
        String contradiction = terms.contradiction(versus);
        if (contradiction != null) {
            throw Refusal.invalid("BAD_WORKLOAD", contradiction);
        }
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
