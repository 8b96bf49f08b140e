package dev.assay.webapp.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ChartJsonTest {
    private static final String HOSTILE = "</script><script>alert(1)</script>&\u2028\u2029\"\\";

    private static JsonObject parse(String json) {
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            return reader.readObject();
        }
    }

    private static JsonArray datasets(String json) {
        return parse(json).getJsonObject("data").getJsonArray("datasets");
    }

    @Test
    void aHostileLabelCannotLeaveTheScriptAndStaysTheSameLabel() {
        String json = ChartJson.distribution(
                List.of(new ChartJson.Curve(HOSTILE, "fp32", List.of(1_000_000L), false)), null, "");
        assertThat(json).doesNotContain("<", ">", "&", "\u2028", "\u2029");
        assertThat(datasets(json).getJsonObject(0).getString("label")).isEqualTo(HOSTILE);
    }

    @Test
    void theDistributionClimbsFromZeroToAHundred() {
        String json = ChartJson.distribution(
                List.of(new ChartJson.Curve(
                        "a", "fp32", List.of(3_000_000L, 1_000_000L, 2_000_000L, 4_000_000L), false)),
                20.0,
                "p95 limit");
        JsonArray points = datasets(json).getJsonObject(0).getJsonArray("data");
        assertThat(points.getValuesAs(JsonObject.class))
                .extracting(
                        p -> p.getJsonNumber("x").doubleValue(),
                        p -> p.getJsonNumber("y").doubleValue())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1.0, 0.0),
                        org.assertj.core.groups.Tuple.tuple(1.0, 25.0),
                        org.assertj.core.groups.Tuple.tuple(2.0, 50.0),
                        org.assertj.core.groups.Tuple.tuple(3.0, 75.0),
                        org.assertj.core.groups.Tuple.tuple(4.0, 100.0));
        assertThat(datasets(json).getJsonObject(1).getString("scheme")).isEqualTo("slo");
    }

    @Test
    void manySamplesAreThinnedButKeepTheirSlowest() {
        List<Long> samples =
                LongStream.rangeClosed(1, 1025).map(i -> i * 1000).boxed().toList();
        JsonArray points = datasets(
                        ChartJson.distribution(List.of(new ChartJson.Curve("a", "fp32", samples, false)), null, ""))
                .getJsonObject(0)
                .getJsonArray("data");
        assertThat(points).hasSizeLessThan(260);
        JsonObject last = points.getJsonObject(points.size() - 1);
        assertThat(last.getJsonNumber("x").doubleValue()).isEqualTo(1.025);
        assertThat(last.getJsonNumber("y").doubleValue()).isEqualTo(100);
    }

    @Test
    void noSamplesGiveAnEmptyLine() {
        assertThat(datasets(ChartJson.distribution(
                                List.of(new ChartJson.Curve("a", "fp32", List.of(), false)), null, ""))
                        .getJsonObject(0)
                        .getJsonArray("data"))
                .isEmpty();
    }
}
