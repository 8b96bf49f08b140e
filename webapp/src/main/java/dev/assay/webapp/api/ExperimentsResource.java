package dev.assay.webapp.api;

import dev.assay.portal.Page;
import dev.assay.portal.Refusal;
import dev.assay.portal.accounts.CurrentAccount;
import dev.assay.portal.accounts.Role;
import dev.assay.portal.devices.Devices;
import dev.assay.portal.experiments.ExperimentCard;
import dev.assay.portal.experiments.ExperimentFilter;
import dev.assay.portal.experiments.ExperimentView;
import dev.assay.portal.experiments.Experiments;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The main job: ask, watch, stop, read. */
@Path("experiments")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ExperimentsResource {
    @Inject
    Experiments experiments;

    @Inject
    Devices devices;

    @Inject
    CurrentAccount current;

    @Inject
    RateLimits limits;

    @Inject
    LiveEvents live;

    @Inject
    PortalAddress address;

    @GET
    @Says("List the experiments, newest first")
    public Page<ExperimentCard> list(
            @QueryParam("model") @Nullable String model,
            @QueryParam("device") @Nullable String device,
            @QueryParam("mine") @DefaultValue("false") boolean mine,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue("50") String limit) {
        UUID account = mine ? current.require(Role.READER) : null;
        return experiments.list(new ExperimentFilter(account, model, device), cursor, Limits.parse(limit));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Says("Start an experiment: model x schemes x devices; without devices it takes the only one there is."
            + " The same Idempotency-Key starts it once")
    @Answers201(ExperimentDocument.class)
    @Example(ExperimentRequest.EXAMPLE)
    public Response create(@HeaderParam("Idempotency-Key") @Nullable String key, ExperimentRequest request) {
        UUID account = current.require(Role.MEMBER);
        limits.take(RateLimits.Limit.EXPERIMENT);
        ExperimentView made = experiments.create(request.toExperiment(devices.list()), account, key);
        return Response.created(URI.create("/api/v1/experiments/" + made.id()))
                .entity(ExperimentDocument.of(made, address.get()))
                .build();
    }

    @GET
    @Path("{id}")
    @Says("An experiment with its runs, the guidance and the judgement")
    public ExperimentDocument get(@PathParam("id") String id) {
        return ExperimentDocument.of(find(id), address.get());
    }

    @POST
    @Path("{id}/cancel")
    @Says("Cancel what has not ended yet; only its owner and administrators may")
    public ExperimentDocument cancel(@PathParam("id") String id) {
        UUID account = current.require(Role.MEMBER);
        return ExperimentDocument.of(experiments.cancel(find(id).id(), account, current.isAdmin()), address.get());
    }

    @GET
    @Path("{id}/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Says("The state as it changes, as events named experiment; ends when the experiment has ended and was judged")
    public void events(@PathParam("id") String id, @Context SseEventSink sink, @Context Sse sse) {
        UUID known = find(id).id();
        limits.take(RateLimits.Limit.LIVE);
        live.follow(known, sink, sse);
    }

    private ExperimentView find(String id) {
        String missing = "There is no such experiment; the list of experiments shows those there are.";
        return experiments.find(Ids.parse(id, missing)).orElseThrow(() -> Refusal.notFound(missing));
    }
}
