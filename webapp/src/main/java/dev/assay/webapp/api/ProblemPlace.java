package dev.assay.webapp.api;

import dev.assay.protocol.Problem;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;

/** Problems name the address that was asked; refused proofs do not, because their answer is the same everywhere. */
@Provider
public class ProblemPlace implements ContainerResponseFilter {
    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getEntity() instanceof Problem problem && problem.status() != 401) {
            response.setEntity(
                    Problems.at(problem, request.getUriInfo().getRequestUri().getRawPath()));
        }
    }
}
