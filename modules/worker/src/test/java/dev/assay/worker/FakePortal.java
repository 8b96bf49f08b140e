package dev.assay.worker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.assay.protocol.AccessToken;
import dev.assay.protocol.AgentParameters;
import dev.assay.protocol.Assignment;
import dev.assay.protocol.Challenge;
import dev.assay.protocol.Enrol;
import dev.assay.protocol.Enrolled;
import dev.assay.protocol.JobRef;
import dev.assay.protocol.JobResult;
import dev.assay.protocol.Poll;
import dev.assay.protocol.PollReply;
import dev.assay.protocol.Problem;
import dev.assay.protocol.Renew;
import dev.assay.protocol.Renewed;
import dev.assay.protocol.ResultReceipt;
import dev.assay.protocol.TokenRequest;
import dev.assay.protocol.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The portal's side of the protocol over real HTTP on the loopback device; misbehaves when told to. */
final class FakePortal implements AutoCloseable {
    static final String TOKEN = "device-token";

    /** Models that were handed in, by path. */
    final Map<String, byte[]> offered = new ConcurrentHashMap<>();

    /** What came in with a result. */
    record Delivered(String jobId, String idempotencyKey, String digest, JobResult result) {}

    /** A whole answer, written as it is. */
    record Canned(int status, String contentType, String body) {}

    final Queue<Assignment> work = new ConcurrentLinkedQueue<>();
    final Queue<Delivered> results = new ConcurrentLinkedQueue<>();
    final Queue<Renew> renewals = new ConcurrentLinkedQueue<>();
    final Queue<Poll> polls = new ConcurrentLinkedQueue<>();
    final Queue<String> artifactRanges = new ConcurrentLinkedQueue<>();
    final Map<String, Queue<Canned>> canned = new ConcurrentHashMap<>();
    final Map<String, byte[]> artifacts = new ConcurrentHashMap<>();
    final Queue<byte[]> damagedArtifacts = new ConcurrentLinkedQueue<>();
    final Queue<JobRef> drops = new ConcurrentLinkedQueue<>();
    final AtomicInteger repliesToLose = new AtomicInteger();
    final AtomicInteger downloadsToCut = new AtomicInteger();
    volatile boolean cancelOnRenew;
    volatile boolean unauthorized;
    volatile AgentParameters parameters = new AgentParameters(1, 1, 5);
    volatile String publicKey = "";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    FakePortal() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/agent/v1/", exchange -> {
            try (exchange) {
                answer(exchange);
            } catch (IOException | RuntimeException e) {
                exchange.close();
            }
        });
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    /** Answers the next request to this path with something else. */
    void next(String path, Canned answer) {
        canned.computeIfAbsent(path, key -> new ConcurrentLinkedQueue<>()).add(answer);
    }

    static Canned problem(int status, String code) {
        return new Canned(
                status,
                "application/problem+json",
                Wire.write(new Problem("about:blank", code, status, "The portal says " + code + ".", null, code)));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring("/agent/v1/".length());
        byte[] body = exchange.getRequestBody().readAllBytes();
        String kind = path.endsWith("/renew")
                ? "renew"
                : path.endsWith("/result")
                        ? "result"
                        : path.matches("jobs/[^/]+/artifacts/.*") ? "offer" : path.split("/", -1)[0];
        Queue<Canned> planned = canned.get(kind);
        Canned instead = planned == null ? null : planned.poll();
        if (instead != null) {
            send(
                    exchange,
                    instead.status(),
                    instead.contentType(),
                    instead.body().getBytes(StandardCharsets.UTF_8));
            return;
        }
        String text = new String(body, StandardCharsets.UTF_8);
        boolean open = List.of("enroll", "challenge", "token").contains(kind);
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (unauthorized || (!open && !kind.equals("artifacts") && !("Bearer " + TOKEN).equals(authorization))) {
            json(exchange, problem(401, "UNAUTHORIZED"));
            return;
        }
        switch (kind) {
            case "enroll" -> {
                Enrol enrol = Wire.read(text, Enrol.class);
                publicKey = enrol.publicKey();
                reply(exchange, new Enrolled("device-1", true, parameters, Instant.now()));
            }
            case "challenge" ->
                reply(exchange, new Challenge("nonce-1", Instant.now().plusSeconds(60)));
            case "token" -> {
                TokenRequest request = Wire.read(text, TokenRequest.class);
                if (verifies(request)) {
                    reply(exchange, new AccessToken(TOKEN, Instant.now().plusSeconds(3600), Instant.now()));
                } else {
                    json(exchange, problem(401, "UNAUTHORIZED"));
                }
            }
            case "poll" -> poll(exchange, Wire.read(text, Poll.class));
            case "renew" -> {
                renewals.add(Wire.read(text, Renew.class));
                reply(exchange, new Renewed(cancelOnRenew, parameters.leaseSeconds(), Instant.now()));
            }
            case "result" -> result(exchange, path, text);
            case "offer" -> {
                offered.put(path, body);
                send(exchange, 204, "text/plain", new byte[0]);
            }
            case "artifacts" -> artifact(exchange, path.substring(path.lastIndexOf('/') + 1));
            default -> json(exchange, problem(404, "NOT_FOUND"));
        }
    }

    private void poll(HttpExchange exchange, Poll poll) throws IOException {
        polls.add(poll);
        Assignment next = poll.freeSlots() > 0 ? work.poll() : null;
        if (next == null) {
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        JobRef drop = drops.poll();
        reply(
                exchange,
                new PollReply(
                        next == null ? List.of() : List.of(next),
                        List.of(),
                        drop == null ? List.of() : List.of(drop),
                        parameters,
                        Instant.now()));
    }

    private void result(HttpExchange exchange, String path, String text) throws IOException {
        JobResult result = Wire.read(text, JobResult.class);
        String jobId = path.split("/", -1)[1];
        results.add(new Delivered(
                jobId,
                exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                exchange.getRequestHeaders().getFirst("Digest"),
                result));
        if (repliesToLose.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            exchange.close();
            return;
        }
        reply(exchange, new ResultReceipt(jobId, result.epoch(), true));
    }

    private void artifact(HttpExchange exchange, String sha256) throws IOException {
        byte[] content = artifacts.get(sha256);
        byte[] damaged = damagedArtifacts.poll();
        byte[] bytes = damaged == null ? content : damaged;
        String range = exchange.getRequestHeaders().getFirst("Range");
        artifactRanges.add(range == null ? "" : range);
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        exchange.getResponseHeaders().set("ETag", "\"" + sha256 + "\"");
        exchange.sendResponseHeaders(from == 0 ? 200 : 206, bytes.length - from);
        boolean cut = downloadsToCut.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
        exchange.getResponseBody().write(bytes, from, cut ? (bytes.length - from) / 2 : bytes.length - from);
        exchange.getResponseBody().flush();
        if (cut) {
            throw new IOException("cut as planned");
        }
    }

    private boolean verifies(TokenRequest request) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(KeyFactory.getInstance("Ed25519")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(publicKey))));
            signature.update(
                    TokenRequest.signed(request.deviceId(), request.nonce()).getBytes(StandardCharsets.UTF_8));
            return signature.verify(Base64.getDecoder().decode(request.signature()));
        } catch (GeneralSecurityException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    private static void reply(HttpExchange exchange, Record body) throws IOException {
        send(exchange, 200, "application/json", Wire.write(body).getBytes(StandardCharsets.UTF_8));
    }

    private static void json(HttpExchange exchange, Canned answer) throws IOException {
        send(exchange, answer.status(), answer.contentType(), answer.body().getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
