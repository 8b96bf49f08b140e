package dev.assay.webapp.api;

import dev.assay.portal.accounts.AccountView;
import dev.assay.portal.accounts.ClientAddress;
import dev.assay.portal.accounts.CurrentAccount;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * Stands in front of everything: says who is asking, sets the headers that every answer carries, keeps the inside of the
 * server from strangers, and refuses requests that another site made a browser send.
 */
public class Guard extends HttpFilter {
    private static final long serialVersionUID = 1L;

    /** Pages get the rest of their policy, with the nonce of the request, from PrimeFaces; the strictest of both wins. */
    private static final String PAGE_POLICY =
            "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    private static final String DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";
    private static final List<String> PROXY_HEADERS = List.of("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via");

    @Inject
    CurrentAccount current;

    @Inject
    ClientAddress address;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String path = Paths.of(request);
        headers(request, response, path);
        address.set(request.getRemoteAddr());
        if (request.getAttribute(Identification.ACCOUNT) instanceof AccountView account) {
            current.become(account);
        }
        if (ControlCharacters.in(request)) {
            if (Paths.machine(path)) {
                Problems.send(
                        response, request.getRequestURI(), 400, ControlCharacters.CODE, ControlCharacters.SENTENCE);
            } else {
                response.sendError(HttpServletResponse.SC_BAD_REQUEST);
            }
        } else if (request.getAttribute(Identification.BAD_TOKEN) != null) {
            Problems.send(
                    response,
                    request.getRequestURI(),
                    401,
                    "UNAUTHORIZED",
                    "The API token is unknown, expired or revoked; make a new one on your account page.");
        } else if (Paths.internal(path) && !current.isAdmin() && !local(request)) {
            Problems.send(
                    response,
                    request.getRequestURI(),
                    403,
                    "FORBIDDEN",
                    "Only administrators, and the machine of the portal itself, may read this.");
        } else if (!SameOrigin.permits(request, path, current.isSignedIn())) {
            Problems.send(
                    response,
                    request.getRequestURI(),
                    403,
                    "CROSS_ORIGIN",
                    "The request came from another site, so it was not carried out; open the portal itself and try again.");
        } else {
            chain.doFilter(request, response);
        }
    }

    private static void headers(HttpServletRequest request, HttpServletResponse response, String path) {
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader(
                "Permissions-Policy",
                "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader("Content-Security-Policy", Paths.machine(path) ? DATA_POLICY : PAGE_POLICY);
        if (request.isSecure()) {
            response.setHeader("Strict-Transport-Security", "max-age=31536000");
        }
        if (!Paths.resource(path)) {
            response.setHeader("Cache-Control", Paths.machine(path) ? "no-store" : "no-cache");
        }
    }

    /** Whether the request comes from this machine, without a proxy in between and not through a foreign host name. */
    private static boolean local(HttpServletRequest request) {
        String host = request.getServerName().toLowerCase(Locale.ROOT);
        return List.of("127.0.0.1", "0:0:0:0:0:0:0:1", "::1").contains(request.getRemoteAddr())
                && List.of("localhost", "127.0.0.1", "::1", "[::1]").contains(host)
                && PROXY_HEADERS.stream().noneMatch(header -> request.getHeader(header) != null);
    }
}
