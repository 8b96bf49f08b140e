package dev.assay.webapp.api;

import dev.assay.protocol.Problem;
import dev.assay.protocol.Wire;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** RFC 9457 problems: {@code code} for programs, {@code detail} for people. */
final class Problems {
    static final String TYPE = "application/problem+json";

    private Problems() {}

    static Problem of(int status, String code, @Nullable String detail) {
        return new Problem("about:blank", title(status), status, detail, null, code);
    }

    /** The same problem with the path of the request that met it. */
    static Problem at(Problem problem, @Nullable String path) {
        return new Problem(problem.type(), problem.title(), problem.status(), problem.detail(), path, problem.code());
    }

    static void send(HttpServletResponse response, String path, int status, String code, String detail)
            throws IOException {
        byte[] body = Wire.write(at(of(status, code, detail), path)).getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(TYPE);
        response.setContentLength(body.length);
        if (status == HttpServletResponse.SC_UNAUTHORIZED) {
            response.setHeader("WWW-Authenticate", "Bearer");
        }
        response.getOutputStream().write(body);
    }

    /** A code for statuses that the server decides by itself. */
    static String code(int status) {
        return switch (status) {
            case 400 -> "BAD_REQUEST";
            case 401 -> "UNAUTHORIZED";
            case 403 -> "FORBIDDEN";
            case 404 -> "NOT_FOUND";
            case 405 -> "METHOD_NOT_ALLOWED";
            case 406 -> "NOT_ACCEPTABLE";
            case 409 -> "CONFLICT";
            case 413 -> "TOO_LARGE";
            case 415 -> "UNSUPPORTED_TYPE";
            case 416 -> "BAD_RANGE";
            case 503 -> "UNAVAILABLE";
            default -> status < 500 ? "REFUSED" : "INTERNAL";
        };
    }

    /** A sentence for statuses that the server decides by itself. */
    static String sentence(int status) {
        return switch (status) {
            case 400 -> "The request cannot be read; nothing was changed.";
            case 404 -> "There is nothing at this address.";
            case 405 -> "This address does not take that method; nothing was changed.";
            case 406 -> "This address cannot answer in the form you accept.";
            case 413 -> "The request is too large; nothing was stored.";
            case 415 -> "This address does not take that kind of content; nothing was changed.";
            case 503 -> "The portal cannot answer right now; nothing was lost, try again in a few seconds.";
            default ->
                status < 500
                        ? "The request was refused; nothing was changed."
                        : "Something went wrong in the portal; nothing of what you sent was kept. Try again, and tell the operator if it stays so.";
        };
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 406 -> "Not Acceptable";
            case 409 -> "Conflict";
            case 413 -> "Content Too Large";
            case 415 -> "Unsupported Media Type";
            case 416 -> "Range Not Satisfiable";
            case 422 -> "Unprocessable Content";
            case 426 -> "Upgrade Required";
            case 429 -> "Too Many Requests";
            case 500 -> "Internal Server Error";
            case 503 -> "Service Unavailable";
            case 507 -> "Insufficient Storage";
            default -> "Status " + status;
        };
    }
}
