package dev.assay.webapp.api;

import dev.assay.guidance.DecisionInput;
import dev.assay.guidance.decision.DecisionChange;
import dev.assay.guidance.decision.DecisionMarkdown;
import dev.assay.guidance.decision.DecisionRecord;
import dev.assay.portal.Page;
import dev.assay.portal.Refusal;
import dev.assay.portal.accounts.CurrentAccount;
import dev.assay.portal.accounts.Role;
import dev.assay.portal.guidance.DecisionCard;
import dev.assay.portal.guidance.DecisionView;
import dev.assay.portal.guidance.Decisions;
import dev.assay.protocol.Wire;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Decisions that somebody kept. */
@Path("decisions")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class DecisionsResource {
    private static final String MISSING = "There is no such decision; the list of decisions shows those there are.";

    /**
     * A decision to be made and kept.
     *
     * @param title   what it is about; the first choice when absent
     * @param inputs  the answers; null is none
     * @param follows id of the decision that is made again, or null
     */
    public record DecisionRequest(
            @Nullable String title,
            @Nullable DecisionInput inputs,
            @Nullable String follows) {}

    @Inject
    Decisions decisions;

    @Inject
    CurrentAccount current;

    @Inject
    RateLimits limits;

    @GET
    @Says("List the decisions that were kept, newest first")
    public Page<DecisionCard> list(
            @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @DefaultValue("50") String limit) {
        return decisions.list(cursor, Limits.parse(limit));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Says("Decide under the rules in force and keep the decision with its trace")
    @Answers201(DecisionRecord.class)
    public Response decide(DecisionRequest request) {
        UUID account = current.require(Role.MEMBER);
        limits.take(RateLimits.Limit.EXPERIMENT);
        DecisionView made = decisions.decide(
                request.title() == null ? "" : request.title(),
                request.inputs() == null ? DecisionInput.NONE : request.inputs(),
                account,
                request.follows() == null ? null : Ids.parse(request.follows(), MISSING));
        return Response.created(URI.create("/api/v1/decisions/" + made.id()))
                .entity(made.document())
                .build();
    }

    @GET
    @Path("{id}")
    @Produces({MediaType.APPLICATION_JSON, "text/markdown"})
    @Says("A decision with its answers, its rule set and the trace of every rule; format is json or md")
    public Response get(@PathParam("id") String id, @QueryParam("format") @DefaultValue("json") String format) {
        DecisionRecord document = find(id).document();
        return switch (format) {
            case "json" ->
                Response.ok(Wire.write(document).getBytes(StandardCharsets.UTF_8), MediaType.APPLICATION_JSON)
                        .build();
            case "md" ->
                Response.ok(
                                DecisionMarkdown.of(document).getBytes(StandardCharsets.UTF_8),
                                "text/markdown;charset=UTF-8")
                        .header("Content-Disposition", ContentDisposition.attachment("decision-" + id + ".md"))
                        .build();
            default -> throw Refusal.invalid("BAD_FORMAT", "A decision is exported as json or md; choose one of them.");
        };
    }

    @GET
    @Path("{id}/since")
    @Says("What the same answers would be decided as today, and what changed")
    public DecisionChange since(@PathParam("id") String id) {
        return decisions.since(find(id));
    }

    private DecisionView find(String id) {
        return decisions.find(Ids.parse(id, MISSING)).orElseThrow(() -> Refusal.notFound(MISSING));
    }
}
