package dev.assay.webapp.api;

import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** Problems as REST responses. */
final class Answers {
    private Answers() {}

    static Response problem(int status, String code, @Nullable String detail) {
        Response.ResponseBuilder response =
                Response.status(status).type(Problems.TYPE).entity(Problems.of(status, code, detail));
        switch (status) {
            case 401 -> response.header("WWW-Authenticate", "Bearer");
            case 503 -> response.header("Retry-After", 5);
            default -> {}
        }
        return response.build();
    }
}
