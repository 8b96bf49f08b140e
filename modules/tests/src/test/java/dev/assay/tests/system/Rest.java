package dev.assay.tests.system;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;

/** A client of the portal's REST interface, with an API token. */
public final class Rest {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI portal;
    private final String token;

    Rest(URI portal, String token) {
        this.portal = URI.create(portal.toString().replaceAll("/+$", "") + "/");
        this.token = token;
    }

    /** An answer of the portal. */
    public record Answer(int status, HttpHeaders headers, String body) {
        public JsonObject json() {
            try (var reader = Json.createReader(new StringReader(body))) {
                return reader.readObject();
            }
        }

        /** The member {@code code} of a problem document. */
        public String code() {
            return json().getString("code");
        }

        /** The sentence of a problem document. */
        public String detail() {
            return json().getString("detail");
        }
    }

    public URI portal() {
        return portal;
    }

    public Answer get(String path) throws IOException, InterruptedException {
        return send(request("api/v1/" + path).GET());
    }

    /** A page as an anonymous reader sees it. */
    public Answer page(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(portal.resolve(path))
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.headers(), response.body());
    }

    public Answer post(String path, JsonObject body, String idempotencyKey) throws IOException, InterruptedException {
        return send(request("api/v1/" + path)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", idempotencyKey)
                .POST(BodyPublishers.ofString(body.toString())));
    }

    public Answer upload(String name, byte[] file) throws IOException, InterruptedException {
        return send(uploading(name).POST(BodyPublishers.ofByteArray(file)));
    }

    /** Sends a body whose length is not announced. */
    public Answer uploadChunked(String name, Supplier<InputStream> file) throws IOException, InterruptedException {
        return send(uploading(name).POST(BodyPublishers.ofInputStream(file)));
    }

    private HttpRequest.Builder uploading(String name) {
        return request("api/v1/models?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8))
                .header("Content-Type", "application/octet-stream");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(portal.resolve(path))
                .timeout(Duration.ofSeconds(60))
                .header("Accept", "application/json, application/problem+json, */*;q=0.1")
                .header("Authorization", "Bearer " + token);
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.headers(), response.body());
    }
}
