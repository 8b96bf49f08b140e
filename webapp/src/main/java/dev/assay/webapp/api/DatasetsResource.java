package dev.assay.webapp.api;

import dev.assay.portal.Page;
import dev.assay.portal.Refusal;
import dev.assay.portal.accounts.AccountView;
import dev.assay.portal.accounts.CurrentAccount;
import dev.assay.portal.accounts.Role;
import dev.assay.portal.datasets.DatasetView;
import dev.assay.portal.datasets.Datasets;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.io.InputStream;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Datasets for calibration: built-in ones by name, uploaded ones by id. */
@Path("datasets")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class DatasetsResource {
    @Inject
    Datasets datasets;

    @Inject
    CurrentAccount current;

    @Inject
    RateLimits limits;

    @GET
    @Says("List the datasets: built-in ones first, then uploaded ones, newest first")
    public Page<DatasetView> list(
            @QueryParam("mine") @DefaultValue("false") boolean mine,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue("50") String limit) {
        return datasets.list(mine ? current.require(Role.READER) : null, cursor, Limits.parse(limit));
    }

    @POST
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    @Says("Upload a dataset: the body is the file itself, at most 256 MiB; format is npz, npy-zip, images-zip or text")
    @Answers201(DatasetView.class)
    public Response upload(
            @QueryParam("name") @DefaultValue("dataset") String name,
            @QueryParam("format") @DefaultValue("npz") String format,
            @HeaderParam("Content-Length") @Nullable Long length,
            InputStream body) {
        UUID account = current.require(Role.MEMBER);
        DatasetView stored =
                receive(length, Datasets.LARGEST, body, () -> datasets.upload(body, name, format, account));
        return Response.created(UriBuilder.fromPath("/api/v1/datasets/{ref}").build(stored.ref()))
                .entity(stored)
                .build();
    }

    @GET
    @Path("{ref}")
    @Says("What is known about a dataset; your own also by the name you gave it")
    public DatasetView get(@PathParam("ref") String ref) {
        return datasets.find(ref, current.account().map(AccountView::id).orElse(null))
                .orElseThrow(() -> Datasets.noSuchDataset(ref));
    }

    @PUT
    @Path("{ref}/tokenizer")
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    @Says("Give a text dataset its tokenizer.json, at most 32 MiB; without one it takes that of a built-in model")
    public DatasetView tokenizer(
            @PathParam("ref") String ref, @HeaderParam("Content-Length") @Nullable Long length, InputStream body) {
        UUID account = current.require(Role.MEMBER);
        return receive(
                length,
                Datasets.LARGEST_TOKENIZER,
                body,
                () -> datasets.attachTokenizer(ref, body, account, current.isAdmin()));
    }

    @DELETE
    @Path("{ref}")
    @Says("Delete a dataset that no experiment reads; only its owner and administrators may")
    public void delete(@PathParam("ref") String ref) {
        datasets.delete(ref, current.require(Role.MEMBER), current.isAdmin());
    }

    private DatasetView receive(@Nullable Long length, long largest, InputStream body, Supplier<DatasetView> work) {
        if (length != null && length > largest) {
            throw new Refusal(
                    Refusal.Kind.TOO_LARGE,
                    "TOO_LARGE",
                    "The file has " + length + " bytes and the portal takes " + largest
                            + " at most; nothing was stored, send a smaller one.");
        }
        limits.take(RateLimits.Limit.UPLOAD);
        try {
            return work.get();
        } catch (Refusal e) {
            Drain.rest(body);
            throw e;
        }
    }
}
