package dev.assay.webapp.api;

import dev.assay.portal.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** A use case said no: its own code and sentence. */
@Provider
public class RefusalMapper implements ExceptionMapper<Refusal> {
    private static final int A_WHILE = 10;

    @Context
    HttpServletRequest request;

    @Override
    public Response toResponse(Refusal refusal) {
        Response answer = Answers.problem(refusal.kind().status(), refusal.code(), refusal.sentence());
        if (refusal.kind() != Refusal.Kind.LIMIT) {
            return answer;
        }
        Object wait = request.getAttribute(RateLimits.WAIT);
        return Response.fromResponse(answer)
                .header("Retry-After", wait instanceof Long seconds ? seconds : A_WHILE)
                .build();
    }
}
