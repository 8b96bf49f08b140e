package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads compose.yaml as a parser does; an implementation of compose, where one is installed, judges it in ComposeIT. */
class ComposeFileTest {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)(:?[-?+][^}]*)?}");
    private static final Pattern READ_BY_CODE = Pattern.compile("\"(ASSAY_[A-Z_]+)\"");

    private String text = "";
    private Map<String, Map<String, Object>> services = Map.of();

    @BeforeEach
    @SuppressWarnings("unchecked")
    void parse() throws IOException {
        text = Files.readString(ROOT.resolve("compose.yaml"));
        var load = new Load(LoadSettings.builder().setSchema(new CoreSchema()).build());
        var file = (Map<String, Object>) load.loadFromString(text);
        services = (Map<String, Map<String, Object>>) file.get("services");
        assertThat(((Map<String, Object>) file.get("volumes")).keySet())
                .containsExactlyInAnyOrder("postgres", "portal", "agent");
    }

    @SuppressWarnings("unchecked")
    private Map<String, Map<String, String>> dependencies(String service) {
        return (Map<String, Map<String, String>>) services.get(service).get("depends_on");
    }

    @Test
    void theFourServicesStartInOrder() {
        assertThat(services.keySet()).containsExactly("postgres", "migrate", "portal", "agent");
        assertThat(dependencies("migrate")).isEqualTo(Map.of("postgres", Map.of("condition", "service_healthy")));
        assertThat(dependencies("portal"))
                .isEqualTo(Map.of(
                        "postgres", Map.of("condition", "service_healthy"),
                        "migrate", Map.of("condition", "service_completed_successfully")));
        assertThat(dependencies("agent")).isEqualTo(Map.of("portal", Map.of("condition", "service_healthy")));
    }

    @Test
    void whatOthersWaitForHasAHealthCheck() {
        for (String service : List.of("postgres", "portal", "agent")) {
            assertThat(services.get(service))
                    .as(service)
                    .containsKey("healthcheck")
                    .containsEntry("init", true);
        }
    }

    @Test
    void onlyThePortalIsReachableAndOnlyFromThisMachine() {
        assertThat(services.get("portal").get("ports")).isEqualTo(List.of("127.0.0.1:${ASSAY_PORT:-8080}:8080"));
        for (String service : List.of("postgres", "migrate", "agent")) {
            assertThat(services.get(service)).as(service).doesNotContainKeys("ports", "privileged", "network_mode");
        }
    }

    @Test
    void secretsComeFromOutsideAndMustBeThere() {
        Matcher variables = VARIABLE.matcher(text);
        Set<String> secrets = new TreeSet<>();
        while (variables.find()) {
            String name = variables.group(1);
            if (name.contains("TOKEN") || name.contains("PASSWORD")) {
                secrets.add(name);
                assertThat(variables.group(2)).as(name).startsWith(":?");
            }
        }
        assertThat(secrets)
                .containsExactly("ASSAY_ADMIN_TOKEN", "ASSAY_DB_PASSWORD", "ASSAY_ENROL_TOKEN", "ASSAY_LOCAL_TOKEN");
        assertThat(text.lines().filter(line -> line.matches("\\s*\\w*(TOKEN|PASSWORD)\\w*: .*")))
                .allMatch(line -> line.contains("${"));
    }

    @Test
    void thePortalGetsEveryVariableThatItsCodeReads() throws IOException {
        Set<String> read = new TreeSet<>();
        for (String module : List.of("db", "modules/portal", "webapp")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main"))) {
                for (Path file : files.filter(path -> path.toString().matches(".*\\.(java|xml)"))
                        .toList()) {
                    Matcher matcher = READ_BY_CODE.matcher(Files.readString(file));
                    while (matcher.find()) {
                        read.add(matcher.group(1));
                    }
                }
            }
        }
        assertThat(read).contains("ASSAY_DB_URL", "ASSAY_DATA", "ASSAY_ADMIN_TOKEN");
        assertThat(environment("portal").keySet()).containsAll(read);
        assertThat(environment("agent")).containsKeys("ASSAY_ENROL_TOKEN", "ORT_DISABLE_TELEMETRY");
        assertThat(environment("migrate").keySet())
                .containsExactlyInAnyOrder("ASSAY_DB_URL", "ASSAY_DB_USER", "ASSAY_DB_PASSWORD");
    }

    /** Merge keys are resolved by compose; the YAML core schema leaves them to the reader. */
    @SuppressWarnings("unchecked")
    private Map<String, Object> environment(String service) {
        var own = (Map<String, Object>) services.get(service).get("environment");
        var all = new java.util.HashMap<String, Object>();
        if (own.get("<<") instanceof Map<?, ?> merged) {
            all.putAll((Map<String, Object>) merged);
        }
        all.putAll(own);
        all.remove("<<");
        return all;
    }

    @Test
    void theImagesAreBuiltFromFilesThatAreThereAndRunWithoutPowers() throws IOException {
        for (String service : List.of("migrate", "portal", "agent")) {
            var build = (Map<?, ?>) services.get(service).get("build");
            Path containerfile = ROOT.resolve(String.valueOf(build.get("dockerfile")));
            assertThat(Files.readString(containerfile))
                    .contains("USER 10001:10001")
                    .contains("ORT_DISABLE_TELEMETRY=1");
            assertThat(services.get(service)).containsEntry("cap_drop", List.of("ALL"));
            assertThat(services.get(service)).containsEntry("security_opt", List.of("no-new-privileges:true"));
        }
    }
}
