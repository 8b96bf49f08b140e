package dev.assay.webapp.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The description of this interface, open to everybody. */
@Path("openapi")
@RequestScoped
public class OpenApiResource {
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Says("This description, as OpenAPI 3.0")
    public String describe() {
        return OpenApi.describe(RestApplication.RESOURCES).toString();
    }
}
