package dev.assay.worker.portal;

import dev.assay.protocol.AccessToken;
import dev.assay.protocol.Challenge;
import dev.assay.protocol.ChallengeRequest;
import dev.assay.protocol.Enrol;
import dev.assay.protocol.Enrolled;
import dev.assay.protocol.JobRef;
import dev.assay.protocol.Poll;
import dev.assay.protocol.PollReply;
import dev.assay.protocol.Problem;
import dev.assay.protocol.Renew;
import dev.assay.protocol.Renewed;
import dev.assay.protocol.ResultReceipt;
import dev.assay.protocol.TokenRequest;
import dev.assay.protocol.Wire;
import dev.assay.protocol.WireException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Requests to {@code /agent/v1}. Every call may throw {@link PortalUnreachable} and {@link PortalRefusal}. */
public final class PortalClient implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PortalClient.class.getName());
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration REQUEST = Duration.ofSeconds(20);
    private static final Duration OFFER = Duration.ofMinutes(10);
    private static final long LOOK_MILLIS = 100;

    private final HttpClient http;
    private final URI base;
    private volatile @Nullable String accessToken;

    public PortalClient(URI portal) {
        String text = portal.toString();
        this.base = URI.create((text.endsWith("/") ? text : text + "/") + "agent/v1/");
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    public Enrolled enrol(Enrol request) throws IOException, PortalRefusal, InterruptedException {
        return send(post("enroll", request, REQUEST, null), Enrolled.class);
    }

    /** Proves possession of the device key; later calls use the token that this brings. */
    public void authenticate(String deviceId, DeviceIdentity identity)
            throws IOException, PortalRefusal, InterruptedException {
        Challenge challenge = send(post("challenge", new ChallengeRequest(deviceId), REQUEST, null), Challenge.class);
        String signature = identity.sign(TokenRequest.signed(deviceId, challenge.nonce()));
        AccessToken token = send(
                post("token", new TokenRequest(deviceId, challenge.nonce(), signature), REQUEST, null),
                AccessToken.class);
        accessToken = token.token();
    }

    /** True when there is a token to try. */
    public boolean isAuthenticated() {
        return accessToken != null;
    }

    /** Forgets a token that the portal refused. */
    public void forgetToken() {
        accessToken = null;
    }

    /**
     * The long poll.
     *
     * @param pollSeconds how long the portal may hold it
     * @param giveUp      asked a few times a second; the request is dropped when true
     * @return empty when it was given up
     */
    public Optional<PollReply> poll(Poll poll, int pollSeconds, BooleanSupplier giveUp)
            throws IOException, PortalRefusal, InterruptedException {
        HttpRequest request = post("poll", poll, REQUEST.plusSeconds(pollSeconds), accessToken);
        CompletableFuture<HttpResponse<String>> reply =
                http.sendAsync(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        try {
            while (!giveUp.getAsBoolean()) {
                try {
                    return Optional.of(read(reply.get(LOOK_MILLIS, TimeUnit.MILLISECONDS), PollReply.class));
                } catch (TimeoutException e) {
                    LOG.log(System.Logger.Level.TRACE, "The portal still holds the poll open");
                }
            }
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new PortalUnreachable("The portal does not answer: " + e.getCause(), e);
        } finally {
            reply.cancel(true);
        }
    }

    /** Keeps a lease; the answer is of no use after the timeout. */
    public Renewed renew(String jobId, Renew renewal, Duration timeout)
            throws IOException, PortalRefusal, InterruptedException {
        return send(post("jobs/" + jobId + "/renew", renewal, timeout, accessToken), Renewed.class);
    }

    /** Hands in a result; the same body may be sent any number of times. */
    public ResultReceipt result(JobRef job, byte[] body) throws IOException, PortalRefusal, InterruptedException {
        HttpRequest request = authorised(
                        HttpRequest.newBuilder(base.resolve("jobs/" + job.jobId() + "/result")), accessToken)
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", job.jobId() + ":" + job.epoch())
                .header("Digest", "sha-256=" + Base64.getEncoder().encodeToString(sha256(body)))
                .PUT(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return send(request, ResultReceipt.class);
    }

    /** Offers the model that a successful job measured; the portal keeps it if the result names it. */
    public void offer(JobRef job, String sha256, Path model) throws IOException, PortalRefusal, InterruptedException {
        HttpRequest request = authorised(
                        HttpRequest.newBuilder(base.resolve("jobs/" + job.jobId() + "/artifacts/" + sha256)),
                        accessToken)
                .timeout(OFFER)
                .header("Content-Type", "application/octet-stream")
                .PUT(HttpRequest.BodyPublishers.ofFile(model))
                .build();
        try {
            HttpResponse<String> response =
                    http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            if (response.statusCode() / 100 != 2) {
                throw failure(response, response.body());
            }
        } catch (PortalUnreachable e) {
            throw e;
        } catch (IOException e) {
            throw new PortalUnreachable("The portal does not answer: " + e, e);
        }
    }

    /** Asks for an artifact from an offset on; the body is for the caller to read and close. */
    HttpResponse<InputStream> artifact(String sha256, long offset, String jobToken)
            throws IOException, PortalRefusal, InterruptedException {
        HttpRequest.Builder builder = authorised(
                        HttpRequest.newBuilder(base.resolve("artifacts/sha256/" + sha256)), jobToken)
                .timeout(Duration.ofSeconds(60));
        if (offset > 0) {
            builder.header("Range", "bytes=" + offset + "-").header("If-Range", "\"" + sha256 + "\"");
        }
        HttpResponse<InputStream> response = http.send(builder.build(), HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() >= 400 && response.statusCode() != 416) {
            try (InputStream body = response.body()) {
                throw failure(response, new String(body.readNBytes(16_384), StandardCharsets.UTF_8));
            }
        }
        return response;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private <T> T send(HttpRequest request, Class<T> type) throws IOException, PortalRefusal, InterruptedException {
        try {
            return read(http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8)), type);
        } catch (PortalUnreachable e) {
            throw e;
        } catch (IOException e) {
            throw new PortalUnreachable("The portal does not answer: " + e, e);
        }
    }

    private static <T> T read(HttpResponse<String> response, Class<T> type) throws PortalUnreachable, PortalRefusal {
        if (response.statusCode() / 100 != 2) {
            throw failure(response, response.body());
        }
        try {
            return Wire.read(response.body(), type);
        } catch (WireException e) {
            throw new PortalUnreachable("The portal's answer cannot be read: " + e.getMessage(), e);
        }
    }

    /** Sorts out refusals from troubles that pass. */
    private static PortalRefusal failure(HttpResponse<?> response, String body) throws PortalUnreachable {
        int status = response.statusCode();
        if (status == 429 || status >= 500 || status < 400) {
            long retryAfter = response.headers()
                    .firstValue("Retry-After")
                    .filter(value -> value.matches("\\d{1,5}"))
                    .map(seconds -> Long.parseLong(seconds) * 1_000)
                    .orElse(0L);
            throw new PortalUnreachable("The portal answers with status " + status, retryAfter);
        }
        try {
            Problem problem = Wire.read(body, Problem.class);
            String detail = problem.detail();
            return new PortalRefusal(status, problem.code(), detail == null ? problem.title() : detail);
        } catch (WireException e) {
            return new PortalRefusal(status, "", "The portal answers with status " + status + ".");
        }
    }

    private HttpRequest post(String path, Record body, Duration timeout, @Nullable String token) {
        return authorised(HttpRequest.newBuilder(base.resolve(path)), token)
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, application/problem+json")
                .POST(HttpRequest.BodyPublishers.ofString(Wire.write(body)))
                .build();
    }

    private static HttpRequest.Builder authorised(HttpRequest.Builder builder, @Nullable String token) {
        return token == null ? builder : builder.header("Authorization", "Bearer " + token);
    }

    static byte[] sha256(byte[] bytes) {
        return newSha256().digest(bytes);
    }

    static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java runtime", e);
        }
    }
}
