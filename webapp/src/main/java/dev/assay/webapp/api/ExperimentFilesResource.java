package dev.assay.webapp.api;

import dev.assay.portal.Refusal;
import dev.assay.portal.capsules.CapsuleFile;
import dev.assay.portal.capsules.Capsules;
import dev.assay.portal.capsules.ReplayView;
import dev.assay.portal.experiments.ExperimentDiff;
import dev.assay.portal.experiments.ExperimentDiffs;
import dev.assay.portal.experiments.ExperimentView;
import dev.assay.portal.experiments.Experiments;
import dev.assay.protocol.Wire;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Experiments to take away, and two of them side by side. */
@Path("experiments")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ExperimentFilesResource {
    private static final String MISSING = "There is no such experiment; the list of experiments shows those there are.";

    @Inject
    Experiments experiments;

    @Inject
    ExperimentDiffs diffs;

    @Inject
    Capsules capsules;

    @Inject
    PortalAddress address;

    @Inject
    RateLimits limits;

    @GET
    @Path("diff")
    @Says("What changed from experiment a to experiment b: regressions, improvements, new, missing and toggled cells")
    public ExperimentDiff diff(
            @QueryParam("a") @DefaultValue("") String a, @QueryParam("b") @DefaultValue("") String b) {
        UUID before = Ids.parse(a, MISSING);
        UUID after = Ids.parse(b, MISSING);
        limits.take(RateLimits.Limit.REGENERATE);
        return diffs.between(before, after);
    }

    @GET
    @Path("{id}/capsule")
    @Produces("application/gzip")
    @Says(
            "The experiment as a capsule: one file with hashes, recipe, seeds, environment and raw samples, to be repeated"
                    + " on another Assay")
    public Response capsule(@PathParam("id") String id) {
        UUID experiment = Ids.parse(id, MISSING);
        limits.take(RateLimits.Limit.REGENERATE);
        CapsuleFile file = capsules.export(experiment);
        return Response.ok(file.bytes(), "application/gzip")
                .header("Content-Disposition", ContentDisposition.attachment(file.fileName()))
                .build();
    }

    @GET
    @Path("{id}/replay")
    @Says("How far an experiment agrees with the capsule that it repeats, run by run")
    public ReplayView replay(@PathParam("id") String id) {
        UUID experiment = Ids.parse(id, MISSING);
        limits.take(RateLimits.Limit.REGENERATE);
        return capsules.compare(experiment);
    }

    @GET
    @Path("{id}/export")
    @Produces({MediaType.APPLICATION_JSON, "text/csv", "text/markdown"})
    @Says("The experiment as a file: format is csv (one row per run), json or md")
    public Response export(@PathParam("id") String id, @QueryParam("format") @DefaultValue("json") String format) {
        ExperimentView view = experiments.find(Ids.parse(id, MISSING)).orElseThrow(() -> Refusal.notFound(MISSING));
        ExperimentDocument document = ExperimentDocument.of(view, address.get());
        String body;
        String type;
        switch (format) {
            case "csv" -> {
                body = ExperimentTables.csv(document);
                type = "text/csv;charset=UTF-8";
            }
            case "md" -> {
                body = ExperimentTables.markdown(document);
                type = "text/markdown;charset=UTF-8";
            }
            case "json" -> {
                body = Wire.write(document);
                type = MediaType.APPLICATION_JSON;
            }
            default ->
                throw Refusal.invalid(
                        "BAD_FORMAT", "An experiment is exported as csv, json or md; choose one of them.");
        }
        return Response.ok(body.getBytes(StandardCharsets.UTF_8), type)
                .header("Content-Disposition", ContentDisposition.attachment("experiment-" + view.id() + "." + format))
                .build();
    }
}
