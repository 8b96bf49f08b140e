package dev.assay.webapp.api;

import dev.assay.guidance.Judgement;
import dev.assay.portal.Refusal;
import dev.assay.portal.experiments.Comparison;
import dev.assay.portal.experiments.ExperimentView;
import dev.assay.portal.experiments.Experiments;
import dev.assay.portal.experiments.GraphView;
import dev.assay.portal.experiments.RegeneratedModel;
import dev.assay.portal.experiments.RegeneratedModels;
import dev.assay.portal.experiments.RunGraphs;
import dev.assay.portal.experiments.RunView;
import dev.assay.portal.experiments.StoredModel;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedWriter;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Single runs: their figures, their raw samples, the model they measured. */
@Path("")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class RunsResource {
    private static final String MISSING = "There is no such run; take its address from the page of its experiment.";

    @Inject
    Experiments experiments;

    @Inject
    RegeneratedModels regenerated;

    @Inject
    RunGraphs graphs;

    @Inject
    RateLimits limits;

    /** Runs side by side. {@code differences} says what makes them hard to compare. */
    public record ComparisonDocument(
            List<RunDocument> runs, List<String> differences, List<Judgement.Comparison> ratios) {}

    @GET
    @Path("runs/{id}")
    @Says("One run")
    public RunDocument get(@PathParam("id") String id) {
        RunView run = find(id);
        Judgement judgement = experiments
                .find(run.experiment())
                .map(ExperimentView::judgement)
                .orElse(null);
        return RunDocument.of(run, judgement);
    }

    @GET
    @Path("runs/{id}/samples.csv")
    @Produces("text/csv")
    @Says("The raw latencies in the order they were measured")
    public Response samples(@PathParam("id") String id) {
        RunView run = find(id);
        List<Long> samples = experiments.samples(run.id());
        String name = Csv.cell(run.scheme().name()) + "," + Csv.cell(run.device());
        StreamingOutput body = out -> {
            Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
            text.write("run,scheme,device,sample,latency_nanos\r\n");
            int n = 0;
            for (long nanos : samples) {
                text.write(run.id() + "," + name + "," + ++n + "," + nanos + "\r\n");
            }
            text.flush();
        };
        return Response.ok(body, "text/csv;charset=UTF-8")
                .header("Content-Disposition", ContentDisposition.attachment("samples-" + run.id() + ".csv"))
                .build();
    }

    @GET
    @Path("runs/{id}/model")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @Says(
            "The model as the run measured it: the file where it was kept, else made again from the original and the scheme;"
                    + " honours If-None-Match")
    public Response model(@PathParam("id") String id, @Context Request request, @Context HttpHeaders headers)
            throws InterruptedException {
        RunView run = find(id);
        if (run.measurement() == null) {
            throw Refusal.notFound("This run has no model of its own; it has not succeeded.");
        }
        Optional<StoredModel> stored = regenerated.stored(run.id());
        if (stored.isPresent()) {
            StoredModel model = stored.get();
            return Download.file(model.file(), model.bytes(), model.sha256(), model.fileName(), request, headers);
        }
        EntityTag tag = new EntityTag(run.measurement().modelSha256());
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
        if (unchanged != null) {
            return unchanged.tag(tag).build();
        }
        limits.take(RateLimits.Limit.REGENERATE);
        RegeneratedModel model = regenerated.of(run.id());
        return Response.ok(model.bytes(), MediaType.APPLICATION_OCTET_STREAM)
                .tag(new EntityTag(model.sha256()))
                .header("Content-Disposition", ContentDisposition.attachment(model.fileName()))
                .build();
    }

    @GET
    @Path("runs/{id}/graph")
    @Says(
            "The model as it was given, laid out for drawing: nodes in layers, edges, share of time, precision, what was skipped"
                    + " and why; and the kernels that ran, linked to the nodes. nodes is the most to draw, up to 3000: a larger graph"
                    + " is drawn by the scopes of its names. second=true colours it by the scheme that the run measured in turns"
                    + " with its own")
    public GraphView graph(
            @PathParam("id") String id,
            @QueryParam("nodes") @DefaultValue("3000") String nodes,
            @QueryParam("second") @DefaultValue("false") boolean second) {
        int limit = nodes.matches("[0-9]{1,9}") ? Integer.parseInt(nodes) : 0;
        return graphs.of(Ids.parse(id, MISSING), second, limit);
    }

    @GET
    @Path("compare")
    @Says("Runs side by side: their ids separated by commas")
    public ComparisonDocument compare(@QueryParam("runs") @DefaultValue("") String runs) {
        Comparison comparison = experiments.compare(Stream.of(runs.split(",", -1))
                .map(String::strip)
                .filter(id -> !id.isEmpty())
                .map(id -> Ids.parse(id, MISSING))
                .toList());
        return new ComparisonDocument(
                comparison.runs().stream().map(run -> RunDocument.of(run, null)).toList(),
                comparison.differences(),
                comparison.ratios());
    }

    private RunView find(String id) {
        return experiments.run(Ids.parse(id, MISSING)).orElseThrow(() -> Refusal.notFound(MISSING));
    }
}
