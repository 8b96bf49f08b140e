package dev.assay.cli.serve;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks the portal whether it is ready, over the network as its users do. */
final class Readiness {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

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
        return status("/health/ready") == 200;
    }

    /** The status of a page, or -1 when nobody answers. */
    int status(String path) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + path))
                .timeout(PATIENCE)
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return -1; // not listening yet, or going down: the same answer for a caller that asks again
        }
    }
}
