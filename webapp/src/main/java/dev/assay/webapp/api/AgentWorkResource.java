package dev.assay.webapp.api;

import dev.assay.portal.Refusal;
import dev.assay.portal.devices.DeviceAccess;
import dev.assay.portal.queue.Artifact;
import dev.assay.portal.queue.HandedInModels;
import dev.assay.portal.queue.Leases;
import dev.assay.protocol.AgentParameters;
import dev.assay.protocol.Poll;
import dev.assay.protocol.PollReply;
import dev.assay.protocol.Renew;
import dev.assay.protocol.Renewed;
import dev.assay.protocol.ResultReceipt;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a device does with its access token: ask for work, keep its leases, deliver results, fetch files. */
@Path("")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class AgentWorkResource {
    private static final int LARGEST_RESULT = 32 << 20;
    private static final String SHA256 = "sha-256=";

    @Inject
    DeviceAccess access;

    @Inject
    Leases leases;

    @Inject
    HandedInModels models;

    @Resource(lookup = "java:comp/DefaultContextService")
    ContextService context;

    @POST
    @Path("poll")
    @Consumes(MediaType.APPLICATION_JSON)
    public void poll(
            @HeaderParam("Authorization") @Nullable String authorization, Poll poll, @Suspended AsyncResponse answer) {
        UUID device = device(authorization);
        PollReply reply = leases.poll(device, poll);
        if (hasNews(reply) || poll.freeSlots() < 1) {
            answer.resume(reply);
            return;
        }
        // A parked poll costs a virtual thread; a thousand devices would use up the threads of an executor.
        Leases later = leases;
        Runnable wait = context.contextualRunnable(() -> {
            try {
                later.awaitWork(device, Duration.ofSeconds(AgentParameters.DEFAULT.pollSeconds()));
                answer.resume(later.poll(device, poll));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                answer.resume(reply);
            } catch (RuntimeException e) {
                answer.resume(e);
            }
        });
        Thread.ofVirtual().name("poll " + device).start(wait);
    }

    @POST
    @Path("jobs/{id}/renew")
    @Consumes(MediaType.APPLICATION_JSON)
    public Renewed renew(
            @HeaderParam("Authorization") @Nullable String authorization, @PathParam("id") String job, Renew renewal) {
        return leases.renew(device(authorization), job, renewal);
    }

    @PUT
    @Path("jobs/{id}/result")
    @Consumes(MediaType.APPLICATION_JSON)
    public ResultReceipt result(
            @HeaderParam("Authorization") @Nullable String authorization,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @HeaderParam("Digest") @Nullable String digest,
            @PathParam("id") String job,
            InputStream body)
            throws IOException {
        UUID device = device(authorization);
        return leases.result(device, job, epoch(key, job), WireBody.bounded(body, LARGEST_RESULT), sha256(digest));
    }

    @PUT
    @Path("jobs/{id}/artifacts/{hex}")
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    public Response offer(
            @HeaderParam("Authorization") @Nullable String authorization,
            @PathParam("id") String job,
            @PathParam("hex") String sha256,
            InputStream body) {
        models.take(device(authorization), job, sha256, body);
        return Response.noContent().build();
    }

    @GET
    @Path("artifacts/sha256/{hex}")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    public Response artifact(
            @HeaderParam("Authorization") @Nullable String authorization,
            @PathParam("hex") String sha256,
            @Context Request request,
            @Context HttpHeaders headers) {
        Artifact artifact = leases.artifact(token(authorization), sha256);
        return Download.file(artifact.file(), artifact.bytes(), artifact.sha256(), null, request, headers);
    }

    private static boolean hasNews(PollReply reply) {
        return !reply.run().isEmpty()
                || !reply.cancel().isEmpty()
                || !reply.drop().isEmpty();
    }

    private UUID device(@Nullable String authorization) {
        return access.authenticate(token(authorization));
    }

    private static String token(@Nullable String authorization) {
        if (authorization == null || !authorization.startsWith("Bearer ")) {
            throw Refusal.unauthorized();
        }
        return authorization.substring("Bearer ".length()).strip();
    }

    private static long epoch(@Nullable String key, String job) {
        if (key == null
                || !key.startsWith(job + ":")
                || !key.substring(job.length() + 1).matches("\\d{1,18}")) {
            throw Refusal.invalid(
                    "BAD_KEY", "The Idempotency-Key of a result is the id of the job, a colon, the epoch.");
        }
        return Long.parseLong(key.substring(job.length() + 1));
    }

    private static byte[] sha256(@Nullable String digest) {
        if (digest == null || !digest.regionMatches(true, 0, SHA256, 0, SHA256.length())) {
            throw Refusal.invalid(
                    "BAD_DIGEST",
                    "A result needs the header Digest: sha-256=, with the hash in Base64 or hexadecimal.");
        }
        String hash = digest.substring(SHA256.length()).strip();
        try {
            return hash.length() == 64
                    ? HexFormat.of().parseHex(hash)
                    : Base64.getDecoder().decode(hash);
        } catch (IllegalArgumentException e) {
            throw new Refusal(
                    Refusal.Kind.INVALID, "BAD_DIGEST", "The Digest header is neither Base64 nor hexadecimal.", e);
        }
    }
}
