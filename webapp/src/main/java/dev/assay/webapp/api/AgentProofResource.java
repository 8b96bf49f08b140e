package dev.assay.webapp.api;

import dev.assay.portal.devices.DeviceAccess;
import dev.assay.protocol.AccessToken;
import dev.assay.protocol.Challenge;
import dev.assay.protocol.ChallengeRequest;
import dev.assay.protocol.Enrol;
import dev.assay.protocol.Enrolled;
import dev.assay.protocol.TokenRequest;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** How a machine becomes a device and proves to be it. */
@Path("")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class AgentProofResource {
    @Inject
    DeviceAccess access;

    @Inject
    RateLimits limits;

    @POST
    @Path("enroll")
    public Enrolled enrol(Enrol request) {
        limits.take(RateLimits.Limit.AGENT_PROOF);
        return access.enrol(request);
    }

    @POST
    @Path("challenge")
    public Challenge challenge(ChallengeRequest request) {
        limits.take(RateLimits.Limit.AGENT_PROOF);
        return access.challenge(request.deviceId());
    }

    @POST
    @Path("token")
    public AccessToken token(TokenRequest request) {
        limits.take(RateLimits.Limit.AGENT_PROOF);
        return access.token(request);
    }
}
