package dev.assay.webapp.api;

import dev.assay.portal.accounts.CurrentAccount;
import dev.assay.portal.accounts.Role;
import dev.assay.portal.capsules.Capsules;
import dev.assay.portal.experiments.ExperimentView;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Capsules of other portals. */
@Path("capsules")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class CapsulesResource {
    @Inject
    Capsules capsules;

    @Inject
    CurrentAccount current;

    @Inject
    RateLimits limits;

    @Inject
    PortalAddress address;

    @POST
    @Consumes({MediaType.APPLICATION_OCTET_STREAM, "application/gzip"})
    @Says(
            "Repeat a capsule: the body is the .assay.json.gz file, at most 16 MiB; device is where to run it here, from the"
                    + " device of the capsule to repeat")
    @Answers201(ExperimentDocument.class)
    public Response replay(
            @QueryParam("device") @DefaultValue("this-machine") String device,
            @QueryParam("from") @Nullable String from,
            InputStream body)
            throws IOException {
        UUID account = current.require(Role.MEMBER);
        limits.take(RateLimits.Limit.EXPERIMENT);
        ExperimentView made = capsules.replay(WireBody.bounded(body, Capsules.LARGEST), device, from, account);
        return Response.created(URI.create("/api/v1/experiments/" + made.id()))
                .entity(ExperimentDocument.of(made, address.get()))
                .build();
    }
}
