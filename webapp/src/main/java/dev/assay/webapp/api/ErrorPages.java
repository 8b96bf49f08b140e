package dev.assay.webapp.api;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;

/**
 * Answers whatever failed outside of REST: with a problem for programs, with a page for people. Nothing about the inside
 * of the server leaves it; the log keeps the details under a number that the answer carries.
 */
public class ErrorPages extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final System.Logger LOG = System.getLogger(ErrorPages.class.getName());

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        int status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code ? code : 404;
        String path = String.valueOf(request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI));
        if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable cause) {
            String incident = UUID.randomUUID().toString().substring(0, 8);
            LOG.log(System.Logger.Level.ERROR, "Incident " + incident + ": a request failed unexpectedly", cause);
            request.setAttribute("incident", incident);
        }
        if (response.isCommitted()) {
            return;
        }
        response.setStatus(status);
        if (Paths.machine(path)) {
            Problems.send(response, path, status, Problems.code(status), Problems.sentence(status));
        } else {
            request.getRequestDispatcher(status == 404 ? "/404.xhtml" : "/error.xhtml")
                    .forward(request, response);
        }
    }
}
