package dev.assay.webapp.api;

import dev.assay.portal.Page;
import dev.assay.portal.Refusal;
import dev.assay.portal.accounts.CurrentAccount;
import dev.assay.portal.accounts.Role;
import dev.assay.portal.models.ModelCard;
import dev.assay.portal.models.ModelFile;
import dev.assay.portal.models.ModelView;
import dev.assay.portal.models.Models;
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
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The models of the portal: built-in ones by name, all by their SHA-256. */
@Path("models")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ModelsResource {
    private static final long LARGEST = dev.assay.onnx.GateLimits.UPLOAD.fileBytes();

    @Inject
    Models models;

    @Inject
    CurrentAccount current;

    @Inject
    RateLimits limits;

    @GET
    @Says("List the models, built-in ones first")
    public Page<ModelCard> list(
            @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @DefaultValue("50") String limit) {
        return models.list(cursor, Limits.parse(limit));
    }

    @POST
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    @Says("Upload a model: the body is the .onnx file itself, at most 64 MiB")
    @Answers201(ModelView.class)
    public Response upload(
            @QueryParam("name") @DefaultValue("model.onnx") String name,
            @HeaderParam("Content-Length") @Nullable Long length,
            InputStream body) {
        var account = current.require(Role.MEMBER);
        if (length != null && length > LARGEST) {
            throw new Refusal(
                    Refusal.Kind.TOO_LARGE,
                    "TOO_LARGE",
                    "The file has " + length + " bytes and the portal takes " + LARGEST
                            + " at most; nothing was stored, send a smaller one.");
        }
        limits.take(RateLimits.Limit.UPLOAD);
        ModelView stored;
        try {
            stored = models.upload(body, name, account);
        } catch (Refusal e) {
            Drain.rest(body);
            throw e;
        }
        return Response.created(UriBuilder.fromPath("/api/v1/models/{sha256}")
                        .build(stored.card().sha256()))
                .entity(stored)
                .build();
    }

    @GET
    @Path("{ref}")
    @Says("What is known about a model: inputs, outputs, parameters, operations, names")
    public ModelView get(@PathParam("ref") String ref) {
        return models.find(ref).orElseThrow(() -> Models.noSuchModel(ref));
    }

    @GET
    @Path("{ref}/file")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @Says("The .onnx file; honours If-None-Match and Range")
    public Response file(@PathParam("ref") String ref, @Context Request request, @Context HttpHeaders headers) {
        ModelFile file = models.open(ref);
        return Download.file(file.file(), file.bytes(), file.sha256(), file.fileName(), request, headers);
    }
}
