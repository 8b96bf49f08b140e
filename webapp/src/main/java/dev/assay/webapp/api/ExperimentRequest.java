package dev.assay.webapp.api;

import dev.assay.guidance.DecisionInput;
import dev.assay.guidance.Objectives;
import dev.assay.portal.Refusal;
import dev.assay.portal.devices.DeviceView;
import dev.assay.portal.experiments.CalibrationChoice;
import dev.assay.portal.experiments.NewExperiment;
import dev.assay.portal.experiments.WorkloadChoice;
import dev.assay.protocol.SchemeSpec;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a program asks for.
 *
 * @param model   SHA-256 or built-in name
 * @param schemes each {@code {"name":..,"options":{..}}}, or only the name
 * @param devices names; none means the only device that takes work
 * @param target  id of a hardware profile, or null
 * @param calibration inputs for schemes that need to see some; the dataset of the model when left out
 * @param versus  a second scheme, measured in turns with each of the schemes in one run
 */
public record ExperimentRequest(
        String model,
        List<SchemeSpec> schemes,
        List<String> devices,
        @Nullable String target,
        @Nullable Objectives objectives,
        @Nullable DecisionInput decision,
        @Nullable WorkloadChoice workload,
        @Nullable CalibrationChoice calibration,
        @Nullable SchemeSpec versus) {
    static final String EXAMPLE = """
        {"model": "all-minilm-l6-v2",
         "schemes": [{"name": "fp32", "options": {}}, {"name": "int8-dynamic", "options": {"perChannel": "true"}}],
         "devices": ["this machine"], "target": "rpi5-hailo10h",
         "objectives": {"p95Ms": 20, "minFidelity": 0.98},
         "decision": {"modelBesideData": false, "needsFlexibility": false, "predictableVolume": false, "onDevice": true},
         "workload": {"tier": "rapid", "scenario": "single-stream"},
         "calibration": {"dataset": "topics-en", "examples": 128, "seed": 42}}
        """;

    NewExperiment toExperiment(List<DeviceView> known) {
        return new NewExperiment(
                model,
                schemes,
                devices.isEmpty() ? List.of(only(known)) : devices,
                target,
                objectives == null ? Objectives.NONE : objectives,
                decision,
                workload == null ? WorkloadChoice.RAPID : workload,
                calibration,
                versus);
    }

    /** Writes schemes that were given by name alone in full, and the tier that is meant when none is named. */
    static JsonValue complete(JsonValue body) {
        if (!(body instanceof JsonObject request)) {
            return body;
        }
        JsonObjectBuilder complete = Json.createObjectBuilder(request);
        if (request.get("schemes") instanceof JsonArray schemes) {
            JsonArrayBuilder full = Json.createArrayBuilder();
            schemes.forEach(scheme -> full.add(inFull(scheme)));
            complete.add("schemes", full);
        }
        if (request.get("workload") instanceof JsonObject workload && !workload.containsKey("tier")) {
            complete.add("workload", Json.createObjectBuilder(workload).add("tier", WorkloadChoice.RAPID.tier()));
        }
        if (request.get("versus") instanceof JsonString versus) {
            complete.add("versus", inFull(versus));
        }
        return complete.build();
    }

    private static JsonValue inFull(JsonValue scheme) {
        return scheme instanceof JsonString name
                ? Json.createObjectBuilder().add("name", name).build()
                : scheme;
    }

    private static String only(List<DeviceView> known) {
        List<String> takesWork = known.stream()
                .filter(DeviceView::selectable)
                .map(DeviceView::name)
                .toList();
        if (takesWork.size() != 1) {
            throw Refusal.invalid(
                    "CHOOSE_DEVICE",
                    takesWork.isEmpty()
                            ? "There is no device that takes work; start an agent, or ask an administrator to approve"
                                    + " one."
                            : "There are several devices; name one or more of "
                                    + takesWork.stream().collect(Collectors.joining(", ")) + ".");
        }
        return takesWork.getFirst();
    }
}
