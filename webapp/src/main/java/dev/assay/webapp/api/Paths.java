package dev.assay.webapp.api;

import jakarta.servlet.http.HttpServletRequest;

/** What an address is for, as far as the guard needs to know. */
final class Paths {
    private Paths() {}

    static String of(HttpServletRequest request) {
        String info = request.getPathInfo();
        return request.getServletPath() + (info == null ? "" : info);
    }

    static boolean rest(String path) {
        return under(path, "/api");
    }

    static boolean agent(String path) {
        return under(path, "/agent");
    }

    /** Answers that programs read: errors there are JSON, never a page. */
    static boolean machine(String path) {
        return rest(path) || agent(path);
    }

    /** What tells about the inside of the server. */
    static boolean internal(String path) {
        return under(path, "/metrics") || under(path, "/openapi");
    }

    /** Requests that need no account looked up: style sheets, agents, probes. */
    static boolean anonymousAnyway(HttpServletRequest request) {
        String path = of(request);
        return agent(path) || under(path, "/health") || resource(path);
    }

    static boolean resource(String path) {
        return under(path, "/jakarta.faces.resource")
                || under(path, "/resources")
                || under(path, "/webjars")
                || path.equals("/favicon.ico");
    }

    private static boolean under(String path, String root) {
        return path.equals(root) || path.startsWith(root + "/");
    }
}
