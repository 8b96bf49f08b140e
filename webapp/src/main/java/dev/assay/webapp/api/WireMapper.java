package dev.assay.webapp.api;

import dev.assay.protocol.WireException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** The body is not the JSON that was expected; the message names the place. */
@Provider
public class WireMapper implements ExceptionMapper<WireException> {
    @Override
    public Response toResponse(WireException e) {
        return Answers.problem(400, "BAD_JSON", e.getMessage());
    }
}
