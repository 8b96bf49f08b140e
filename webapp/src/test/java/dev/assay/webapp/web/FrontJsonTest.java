package dev.assay.webapp.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.webapp.web.Front.Cost;
import dev.assay.webapp.web.FrontJson.Dot;
import dev.assay.webapp.web.FrontJson.Marks;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class FrontJsonTest {
    private static final Dot FP32 = new Dot("fp32", "fp32", 17.3, 1, 90_000_000, false);
    private static final Dot INT8 = new Dot("int8", "int8-dynamic", 8.3, 0.9943, 23_000_000, false);
    private static final Dot INT4 = new Dot("int4", "int4-weight-only", 12, 0.98, 20_000_000, false);

    private static JsonObject parse(String json) {
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            return reader.readObject();
        }
    }

    private static List<JsonObject> datasets(String json) {
        return parse(json).getJsonObject("data").getJsonArray("datasets").getValuesAs(JsonObject.class);
    }

    private static List<JsonObject> of(String json, String scheme) {
        return datasets(json).stream()
                .filter(set -> set.getString("scheme").equals(scheme))
                .toList();
    }

    @Test
    void aPointThatAnotherBeatsIsNotOnTheFront() {
        assertThat(Front.of(List.of(new Cost(0, 3, 1), new Cost(1, 1, 3), new Cost(2, 2, 3), new Cost(3, 2, 2))))
                .containsExactly(1, 3, 0);
    }

    @Test
    void equalPointsShareTheFront() {
        assertThat(Front.of(List.of(new Cost(0, 1, 1), new Cost(1, 1, 1), new Cost(2, 1, 2))))
                .containsExactly(0, 1);
    }

    @Test
    void bothLimitsLieInsideTheAxes() {
        String json = FrontJson.fidelity(List.of(FP32, INT8), new Marks("p50", 20.0, 0.98, null, OptionalInt.empty()));
        assertThat(of(json, "slo")).hasSize(2);
        JsonObject scales = parse(json).getJsonObject("options").getJsonObject("scales");
        assertThat(scales.getJsonObject("x").getJsonNumber("max").doubleValue()).isGreaterThan(20);
        assertThat(scales.getJsonObject("y").getJsonNumber("min").doubleValue()).isBetween(0.97, 0.98);
        assertThat(scales.getJsonObject("y").getJsonNumber("max").doubleValue()).isBetween(1.0, 1.01);
    }

    @Test
    void theFrontJoinsTheUnbeatenAndTheBestIsRinged() {
        Marks marks = new Marks("p50", null, null, null, OptionalInt.of(1));
        String fidelity = FrontJson.fidelity(List.of(FP32, INT8, INT4), marks);
        JsonArray front = of(fidelity, "front").getFirst().getJsonArray("data");
        assertThat(front.getValuesAs(JsonObject.class))
                .extracting(point -> point.getJsonNumber("x").doubleValue())
                .containsExactly(8.3, 17.3);
        assertThat(of(fidelity, "best")
                        .getFirst()
                        .getJsonArray("data")
                        .getJsonObject(0)
                        .getJsonNumber("x")
                        .doubleValue())
                .isEqualTo(8.3);
        JsonArray sizes = of(FrontJson.size(List.of(FP32, INT8, INT4), marks), "front")
                .getFirst()
                .getJsonArray("data");
        assertThat(sizes.getValuesAs(JsonObject.class))
                .extracting(point -> point.getJsonNumber("y").doubleValue())
                .containsExactly(23.0, 20.0);
    }

    @Test
    void oneRunHasNoFront() {
        assertThat(of(FrontJson.size(List.of(FP32), new Marks("p50", null, null, null, OptionalInt.empty())), "front"))
                .isEmpty();
    }

    @Test
    void aLatencyThatMayNotBeTrustedIsHollowAndOnNoFront() {
        Dot doubtful = new Dot("int4", "int4-weight-only", 1, 0.9999, 1_000_000, true);
        String json = FrontJson.fidelity(
                List.of(FP32, INT8, doubtful), new Marks("p50", null, null, null, OptionalInt.empty()));
        assertThat(json).contains("int4-weight-only, invalid").contains("\"hollow\":true");
        String front = json.substring(json.indexOf("unbeaten"));
        assertThat(front.substring(0, front.indexOf("pointRadius"))).doesNotContain("int4");
    }
}
