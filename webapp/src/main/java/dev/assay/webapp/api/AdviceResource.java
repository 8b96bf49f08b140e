package dev.assay.webapp.api;

import dev.assay.guidance.Advice;
import dev.assay.guidance.DecisionInput;
import dev.assay.portal.guidance.Guidance;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The hardware guidance for a set of answers; nothing is stored. */
@Path("advice")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class AdviceResource {
    @Inject
    Guidance guidance;

    @POST
    @Says("Ask the guidance: every answer may be left out; the reply carries the trace of every rule")
    public Advice advise(DecisionInput input) {
        return guidance.advise(input);
    }
}
