package dev.assay.webapp.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Leads the addresses of {@link Routes} to their Facelets views by a forward, so that no address ends in
 * {@code .xhtml}; the views themselves cannot be asked for directly. The portal is deployed at the root context.
 */
@WebFilter(filterName = "cleanUrls", urlPatterns = "/*", asyncSupported = true)
public class CleanUrls extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final String ASKED = CleanUrls.class.getName() + ".asked";
    private static final String RESOURCES = "/jakarta.faces.resource/";

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getCharacterEncoding() == null) {
            request.setCharacterEncoding(StandardCharsets.UTF_8.name());
        }
        String query = request.getQueryString();
        request.setAttribute(ASKED, query == null ? request.getRequestURI() : request.getRequestURI() + "?" + query);
        String info = request.getPathInfo();
        String path = request.getServletPath() + (info == null ? "" : info);
        Optional<Routes.Target> target = Routes.resolve(path);
        if (target.isPresent()) {
            request.getRequestDispatcher(address(target.get())).forward(request, response);
        } else if (path.endsWith(".xhtml") && !path.startsWith(RESOURCES)) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        } else {
            chain.doFilter(request, response);
        }
    }

    /**
     * The path and query that a reader asked for. The attributes of a forward do not serve here: the view's own query
     * takes the place of the one that was asked.
     */
    static String asked(HttpServletRequest request) {
        return request.getAttribute(ASKED) instanceof String asked ? asked : request.getRequestURI();
    }

    private static String address(Routes.Target target) {
        Map<String, String> parameters = target.parameters();
        String query = parameters.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? target.view() : target.view() + "?" + query;
    }
}
