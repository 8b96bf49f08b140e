package dev.assay.webapp.api;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Locale;
import java.util.Set;

/**
 * Whether a request that changes something may have been made by another site through somebody's browser. API tokens and
 * agents are not affected: no browser sends their credentials by itself. Pages carry the state token of Faces as well.
 */
final class SameOrigin {
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    private SameOrigin() {}

    static boolean permits(HttpServletRequest request, String path, boolean signedIn) {
        if (SAFE.contains(request.getMethod())
                || Paths.agent(path)
                || Identification.bearer(request).isPresent()) {
            return true;
        }
        String origin = request.getHeader("Origin");
        String site = request.getHeader("Sec-Fetch-Site");
        if (origin != null && !sameAuthority(origin, request.getHeader("Host"))) {
            return false;
        }
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            return false;
        }
        // A browser sends at least one of the two with a request that changes something.
        return origin != null || site != null || !(signedIn && Paths.rest(path));
    }

    /** Compares host and port; the scheme differs behind a proxy that ends TLS. */
    static boolean sameAuthority(String origin, @org.jspecify.annotations.Nullable String host) {
        try {
            String authority = URI.create(origin).getAuthority();
            return authority != null
                    && host != null
                    && authority.toLowerCase(Locale.ROOT).equals(host.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
