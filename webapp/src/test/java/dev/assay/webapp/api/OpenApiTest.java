package dev.assay.webapp.api;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    private static final JsonObject DOCUMENT = OpenApi.describe(RestApplication.RESOURCES);

    @Test
    void everyResourceOfTheApplicationIsDescribed() {
        List<Class<?>> registered = new RestApplication()
                .getClasses().stream()
                        .filter(type -> type.isAnnotationPresent(Path.class))
                        .toList();
        assertThat(RestApplication.RESOURCES).containsExactlyInAnyOrderElementsOf(registered);
    }

    @Test
    void everyMethodAppearsWithASentence() {
        List<OpenApi.Operation> operations = OpenApi.operations(RestApplication.RESOURCES);
        assertThat(operations).hasSizeGreaterThan(15);
        for (OpenApi.Operation operation : operations) {
            JsonObject described = DOCUMENT.getJsonObject("paths")
                    .getJsonObject(operation.path())
                    .getJsonObject(operation.verb());
            assertThat(described.getString("summary")).as(operation.toString()).isNotBlank();
            assertThat(described.getJsonObject("responses")).containsKey("default");
        }
    }

    @Test
    void everyReferenceLeadsToASchema() {
        JsonObject schemas = DOCUMENT.getJsonObject("components").getJsonObject("schemas");
        var references = Pattern.compile("#/components/schemas/([^\"]+)").matcher(DOCUMENT.toString());
        assertThat(references.results().map(found -> found.group(1)).distinct()).allMatch(schemas::containsKey);
        assertThat(schemas).containsKeys("Problem", "ExperimentRequest", "ExperimentDocument", "RunDocument");
    }

    @Test
    void theMainJobHasAnExampleThatTheMappingReads() {
        assertThat(dev.assay.protocol.Wire.read(ExperimentRequest.EXAMPLE, ExperimentRequest.class)
                        .schemes())
                .hasSize(2);
        assertThat(DOCUMENT.getJsonObject("paths")
                        .getJsonObject("/api/v1/experiments")
                        .toString())
                .contains("\"example\":{\"model\":\"all-minilm-l6-v2\"");
    }
}
