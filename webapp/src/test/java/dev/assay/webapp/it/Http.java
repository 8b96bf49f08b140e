package dev.assay.webapp.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.protocol.Problem;
import dev.assay.protocol.Wire;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;

/** One visitor of the portal: keeps cookies as a browser does, and may carry a token. */
final class Http {
    private final URI base;
    private final String token;
    private final HttpClient client =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    private Http(URI base, String token) {
        this.base = base;
        this.token = token;
    }

    static Http anonymous(URI base) {
        return new Http(base, "");
    }

    static Http withToken(URI base, String token) {
        return new Http(base, token);
    }

    /** The account of the command line. */
    static Http local(URI base) {
        return new Http(base, Objects.requireNonNull(System.getenv("ASSAY_LOCAL_TOKEN")));
    }

    URI base() {
        return base;
    }

    Answer get(String path, String... headers) {
        return send("GET", path, BodyPublishers.noBody(), headers);
    }

    Answer postJson(String path, Object body, String... headers) {
        return send(
                "POST", path, BodyPublishers.ofString(json(body)), with(headers, "Content-Type", "application/json"));
    }

    Answer upload(String name, byte[] body) {
        return send(
                "POST",
                "/api/v1/models?name=" + name,
                BodyPublishers.ofByteArray(body),
                "Content-Type",
                "application/octet-stream");
    }

    Answer send(String method, String path, BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(Duration.ofSeconds(60))
                .method(method, body);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return new Answer(client.send(request.build(), BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    HttpClient client() {
        return client;
    }

    private static String json(Object body) {
        return body instanceof String text ? text : Wire.write(body);
    }

    private static String[] with(String[] headers, String name, String value) {
        String[] all = java.util.Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = name;
        all[headers.length + 1] = value;
        return all;
    }

    /** What came back. */
    record Answer(HttpResponse<byte[]> response) {
        int status() {
            return response.statusCode();
        }

        String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        JsonObject json() {
            try (var reader = Json.createReader(new StringReader(text()))) {
                return reader.readObject();
            }
        }

        <T> T as(Class<T> type) {
            assertThat(status()).as(text()).isBetween(200, 299);
            return Wire.read(text(), type);
        }

        Answer is(int status) {
            assertThat(status()).as(text()).isEqualTo(status);
            return this;
        }

        /** The answer is a complete problem with this status and code, and tells nothing about the inside. */
        Answer isProblem(int status, String code) {
            assertThat(status()).as(text()).isEqualTo(status);
            assertThat(header("Content-Type")).startsWith("application/problem+json");
            Problem problem = Wire.read(text(), Problem.class);
            assertThat(problem.code()).as(text()).isEqualTo(code);
            assertThat(problem.status()).isEqualTo(status);
            assertThat(problem.detail()).isNotBlank();
            if (status != 401) {
                assertThat(problem.instance()).isEqualTo(response.uri().getRawPath());
            }
            assertThat(text()).doesNotContain("Exception", "\tat ", "dev.assay.");
            return this;
        }
    }
}
