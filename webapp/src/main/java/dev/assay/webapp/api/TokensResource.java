package dev.assay.webapp.api;

import dev.assay.portal.Page;
import dev.assay.portal.accounts.ApiTokenView;
import dev.assay.portal.accounts.ApiTokens;
import dev.assay.portal.accounts.NewApiToken;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The API tokens of whoever asks. */
@Path("tokens")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class TokensResource {
    @Inject
    ApiTokens tokens;

    /** What to make; without {@code days} the token has no end. */
    public record Wanted(String name, @Nullable Integer days) {}

    @GET
    @Says("List your API tokens; their secrets are not kept")
    public Page<ApiTokenView> list() {
        return Items.of(tokens.list());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Says("Make an API token; its secret is in this answer and never shown again")
    @Answers201(NewApiToken.class)
    public Response issue(Wanted wanted) {
        Integer days = wanted.days();
        NewApiToken made = tokens.issue(wanted.name(), days == null ? null : Duration.ofDays(days));
        return Response.created(URI.create("/api/v1/tokens/" + made.id()))
                .entity(made)
                .build();
    }

    @DELETE
    @Path("{id}")
    @Says("Revoke one of your API tokens; it ends at once")
    public void revoke(@PathParam("id") String id) {
        tokens.revoke(Ids.parse(id, "You have no such token; it may have been revoked already."));
    }
}
