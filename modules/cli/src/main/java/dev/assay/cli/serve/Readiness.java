package dev.assay.cli.serve;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks the portal whether it is ready, over the network as its users do. */
final class Readiness {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Set<String> CONNECTED = Set.of("IDLE", "RUNNING");

    /** Marks the button of that form for programs. */
    private static final String WELCOME_FORM = "data-test=\"create-account\"";

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final String address;

    Readiness(String address) {
        this.address = address;
    }

    /** True once the portal, its database and its schema are usable. */
    boolean isReady() throws InterruptedException {
        HttpResponse<String> response = get("/health/ready");
        return response != null && response.statusCode() == 200;
    }

    /** Whether the one-time link still opens the form that makes the first administrator. */
    boolean welcomes(String path) throws InterruptedException {
        HttpResponse<String> response = get(path);
        return response != null
                && response.statusCode() == 200
                && response.body().contains(WELCOME_FORM);
    }

    /** Whether a device of this name is connected, so that a run which somebody starts now finds it. */
    boolean hasDevice(String name) throws InterruptedException {
        HttpResponse<String> response = get("/api/v1/devices");
        if (response == null || response.statusCode() != 200) {
            return false;
        }
        try (JsonReader reader = Json.createReader(new StringReader(response.body()))) {
            return reader.readObject().getJsonArray("items").getValuesAs(JsonObject.class).stream()
                    .filter(device -> name.equals(device.getString("name", "")))
                    .anyMatch(device -> CONNECTED.contains(device.getString("state", "")));
        }
    }

    private @Nullable HttpResponse<String> get(String path) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + path))
                .timeout(PATIENCE)
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            return null; // not listening yet, or going down: the same answer for a caller that asks again
        }
    }
}
