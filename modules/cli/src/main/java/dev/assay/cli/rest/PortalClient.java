package dev.assay.cli.rest;

import dev.assay.protocol.Wire;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Speaks {@code /api/v1} with a bearer token. Requests that change nothing twice are repeated when the network fails. */
public final class PortalClient {
    private static final int ATTEMPTS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration UPLOAD_PATIENCE = Duration.ofMinutes(30);

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(10))
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final String base;
    private final @Nullable String token;

    /** @param portal base address with or without a slash at its end */
    public PortalClient(String portal, @Nullable String token) {
        this.base = portal.replaceAll("/+$", "");
        this.token = token;
    }

    /** The address of a page or resource of this portal. */
    public String address(String path) {
        return base + path;
    }

    /** {@code GET /api/v1/path}. */
    public JsonObject get(String path) throws IOException, InterruptedException, PortalRefused {
        return exchange(request(path).timeout(PATIENCE).GET());
    }

    /** {@code POST /api/v1/path} with a key under which the portal does the work once, however often it is asked. */
    public JsonObject post(String path, JsonValue body, String idempotencyKey)
            throws IOException, InterruptedException, PortalRefused {
        return exchange(request(path)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", idempotencyKey)
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    /** Streams a file; the portal names it by its content, so that repeating is harmless. */
    public JsonObject upload(String path, Path file) throws IOException, InterruptedException, PortalRefused {
        return exchange(request(path)
                .timeout(UPLOAD_PATIENCE)
                .header("Content-Type", "application/octet-stream")
                .POST(HttpRequest.BodyPublishers.ofFile(file)));
    }

    /** A path segment or query value as it must be written in an address. */
    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpRequest.Builder request(String path) throws PortalUnreachable {
        HttpRequest.Builder request;
        try {
            request = HttpRequest.newBuilder(URI.create(base + "/api/v1/" + path));
        } catch (IllegalArgumentException e) {
            throw new PortalUnreachable(
                    "'" + base + "' is not the address of a portal; write it as http://host:8080.", e);
        }
        request.header("Accept", "application/json, application/problem+json");
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return request;
    }

    private JsonObject exchange(HttpRequest.Builder builder) throws IOException, InterruptedException, PortalRefused {
        HttpRequest request = builder.build();
        for (int attempt = 1; ; attempt++) {
            try {
                HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() < 300) {
                    return object(response);
                }
                if (!mayBeRepeated(response.statusCode()) || attempt == ATTEMPTS) {
                    throw refusal(response);
                }
            } catch (IOException e) {
                if (e instanceof PortalUnreachable) {
                    throw e;
                }
                if (attempt == ATTEMPTS) {
                    throw new PortalUnreachable(
                            "The portal at " + base
                                    + " does not answer; start it with ./assay serve, or check the address.",
                            e);
                }
            }
            TimeUnit.MILLISECONDS.sleep(250L << attempt);
        }
    }

    private static boolean mayBeRepeated(int status) {
        return status == 429 || status == 502 || status == 503 || status == 504;
    }

    private JsonObject object(HttpResponse<String> response) throws PortalUnreachable {
        try (var reader = Json.createReader(new StringReader(response.body()))) {
            return reader.readObject();
        } catch (JsonException e) {
            throw new PortalUnreachable("What answers at " + base + " is not an Assay portal.", e);
        }
    }

    private static PortalRefused refusal(HttpResponse<String> response) {
        int status = response.statusCode();
        String code = "";
        String sentence = "";
        try (var reader = Json.createReader(new StringReader(response.body()))) {
            JsonObject problem = reader.readObject();
            code = problem.getString("code", "");
            JsonValue detail = problem.getOrDefault("detail", problem.getOrDefault("title", JsonValue.NULL));
            sentence = detail instanceof JsonString text ? text.getString() : "";
        } catch (JsonException e) {
            sentence = ""; // a proxy's page: the status has to do
        }
        if (sentence.isEmpty()) {
            sentence = status == 401 || status == 403
                    ? "The portal does not accept this token for this request; make a new one on its account page."
                    : "The portal answered with status " + status + " and no explanation.";
        }
        return new PortalRefused(status, code, sentence);
    }

    /** A record, list or map as the body of a request. */
    public static JsonValue body(Object value) {
        return Wire.toJson(value);
    }
}
