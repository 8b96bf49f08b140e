package dev.assay.webapp.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;

class CurveJsonTest {
    private static JsonObject read(String json) {
        try (var reader = Json.createReader(new StringReader(json))) {
            return reader.readObject();
        }
    }

    @Test
    void aLogarithmicAxisLeavesOutWhatHasNoLogarithm() {
        JsonObject chart = read(CurveJson.lines(
                List.of(new CurveJson.Curve(
                        "a",
                        "s1",
                        List.of(
                                new CurveJson.Point(0, 1, "x"),
                                new CurveJson.Point(1, 0, "y"),
                                new CurveJson.Point(2, 3, "z")))),
                new CurveJson.Axis("x", true, null, null),
                new CurveJson.Axis("y", true, null, null)));
        JsonObject set = chart.getJsonObject("data").getJsonArray("datasets").getJsonObject(0);
        assertEquals(1, set.getJsonArray("data").size());
        assertEquals("s1", set.getString("scheme"));
        assertEquals(
                "logarithmic",
                chart.getJsonObject("options")
                        .getJsonObject("scales")
                        .getJsonObject("x")
                        .getString("type"));
    }

    @Test
    void barsLieAndStayInTheirOrder() {
        String json = CurveJson.bars(
                List.of(new CurveJson.Bar("</script>", 1, 2, "t"), new CurveJson.Bar("b", 0.5, 3, "u")), "ratio");
        assertFalse(json.contains("</script>"));
        JsonObject chart = read(json);
        assertEquals("y", chart.getJsonObject("options").getString("indexAxis"));
        assertEquals("b", chart.getJsonObject("data").getJsonArray("labels").getString(1));
    }
}
