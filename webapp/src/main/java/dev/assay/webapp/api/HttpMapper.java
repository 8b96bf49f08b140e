package dev.assay.webapp.api;

import dev.assay.portal.Refusal;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** What the server refuses by itself: wrong address, method, type. */
@Provider
public class HttpMapper implements ExceptionMapper<WebApplicationException> {
    @Override
    public Response toResponse(WebApplicationException e) {
        Response original = e.getResponse();
        int status = original.getStatus();
        if (status < 400) {
            return original;
        }
        if (e.getCause() instanceof Refusal refusal) {
            return Answers.problem(status, refusal.code(), refusal.sentence());
        }
        Response answer = Answers.problem(status, Problems.code(status), Problems.sentence(status));
        Object allow = original.getHeaders().getFirst(HttpHeaders.ALLOW);
        return allow == null
                ? answer
                : Response.fromResponse(answer).header(HttpHeaders.ALLOW, allow).build();
    }
}
