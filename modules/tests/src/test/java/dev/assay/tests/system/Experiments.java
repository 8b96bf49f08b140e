package dev.assay.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Submits experiments and waits for their runs. */
public final class Experiments {
    private static final Set<String> ENDED = Set.of("SUCCEEDED", "FAILED", "CANCELED");

    private final RunningPortal portal;

    public Experiments(RunningPortal portal) {
        this.portal = portal;
    }

    /** Starts a rapid run of each scheme on the local device and returns the experiment's name. */
    public String submit(String model, String... schemes) throws IOException, InterruptedException {
        return submit(model, 300, schemes);
    }

    /** The same with a limit of time for each run. */
    public String submit(String model, int wallSeconds, String... schemes) throws IOException, InterruptedException {
        var schemeArray = Json.createArrayBuilder();
        for (String scheme : schemes) {
            schemeArray.add(Json.createObjectBuilder().add("name", scheme).add("options", JsonValue.EMPTY_JSON_OBJECT));
        }
        JsonObject body = Json.createObjectBuilder()
                .add("model", model)
                .add("schemes", schemeArray)
                .add("devices", Json.createArrayBuilder().add(portal.device().orElseThrow()))
                .add("target", JsonValue.NULL)
                .add("objectives", JsonValue.EMPTY_JSON_OBJECT)
                .add("decision", JsonValue.NULL)
                .add(
                        "workload",
                        Json.createObjectBuilder()
                                .add("tier", "rapid")
                                .add("threads", 1)
                                .add("wallSeconds", wallSeconds))
                .build();
        Rest.Answer answer =
                portal.rest().post("experiments", body, UUID.randomUUID().toString());
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        String location = answer.headers().firstValue("Location").orElseThrow();
        return location.substring(location.lastIndexOf('/') + 1);
    }

    public JsonObject read(String experiment) throws IOException, InterruptedException {
        Rest.Answer answer = portal.rest().get("experiments/" + experiment);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    /** The runs of an experiment once all of them have ended. */
    public List<JsonObject> ended(String experiment, Duration atMost) throws InterruptedException {
        return Waiting.until(
                "the end of experiment " + experiment,
                atMost,
                () -> runs(experiment)
                        .filter(runs -> runs.stream().allMatch(run -> ENDED.contains(run.getString("state")))));
    }

    /** Waits until the first run is in one of the states. */
    public void reached(String experiment, Set<String> states, Duration atMost) throws InterruptedException {
        Waiting.until(
                "a run in " + states,
                atMost,
                () -> runs(experiment)
                        .filter(runs ->
                                !runs.isEmpty() && states.contains(runs.get(0).getString("state"))));
    }

    /** The runs, or nothing while the portal is away. */
    private Optional<List<JsonObject>> runs(String experiment) {
        try {
            Rest.Answer answer = portal.rest().get("experiments/" + experiment);
            return answer.status() == 200
                    ? Optional.of(answer.json().getJsonArray("runs").getValuesAs(JsonObject.class))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
