package dev.assay.webapp.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The addresses of the pages. {@code {name}} stands for one path segment and becomes the view parameter of that name;
 * literal segments win over variables because they are listed first.
 */
final class Routes {
    /** Where a request leads: a Facelets view and the parameters taken from the path. */
    record Target(String view, Map<String, String> parameters) {}

    private record Route(List<String> pattern, String view) {
        static Route of(String pattern, String view) {
            return new Route(segments(pattern), "/pages/" + view + ".xhtml");
        }

        Optional<Target> match(List<String> path) {
            if (path.size() != pattern.size()) {
                return Optional.empty();
            }
            Map<String, String> parameters = new LinkedHashMap<>();
            for (int i = 0; i < path.size(); i++) {
                String expected = pattern.get(i);
                if (expected.startsWith("{")) {
                    parameters.put(expected.substring(1, expected.length() - 1), path.get(i));
                } else if (!expected.equals(path.get(i))) {
                    return Optional.empty();
                }
            }
            return Optional.of(new Target(view, parameters));
        }
    }

    private static final List<Route> ALL = List.of(
            Route.of("/", "home"),
            Route.of("/models", "models"),
            Route.of("/models/{sha}", "model"),
            Route.of("/experiments", "experiments"),
            Route.of("/experiments/new", "new"),
            Route.of("/experiments/diff", "diff"),
            Route.of("/experiments/{id}", "experiment"),
            Route.of("/experiments/{id}/layers", "experiment-layers"),
            Route.of("/experiments/{id}/graph", "experiment-graph"),
            Route.of("/experiments/{id}/environment", "experiment-environment"),
            Route.of("/experiments/{id}/history", "experiment-history"),
            Route.of("/experiments/{id}/capsule", "experiment-capsule"),
            Route.of("/runs", "runs"),
            Route.of("/datasets", "datasets"),
            Route.of("/compare", "compare"),
            Route.of("/devices", "devices"),
            Route.of("/devices/{id}", "device"),
            Route.of("/guide", "guide"),
            Route.of("/guide/decisions", "decisions"),
            Route.of("/guide/decisions/new", "decision-new"),
            Route.of("/guide/decisions/{id}", "decision"),
            Route.of("/guide/llm", "guide-llm"),
            Route.of("/guide/tco", "guide-tco"),
            Route.of("/guide/energy", "guide-energy"),
            Route.of("/guide/roofline", "roofline"),
            Route.of("/guide/profiles", "profiles"),
            Route.of("/guide/profiles/compare", "profiles-compare"),
            Route.of("/guide/profiles/{id}", "profile"),
            Route.of("/claims", "claims"),
            Route.of("/claims/article", "claims-article"),
            Route.of("/claims/{id}", "claim"),
            Route.of("/notifications", "notifications"),
            Route.of("/learn", "learn"),
            Route.of("/learn/{slug}", "article"),
            Route.of("/paths/{slug}", "path"),
            Route.of("/login", "login"),
            Route.of("/welcome", "welcome"),
            Route.of("/register", "register"),
            Route.of("/account", "account"),
            Route.of("/admin", "admin"));

    private Routes() {}

    /**
     * The page behind a path such as {@code /models/all-minilm-l6-v2}; empty when there is none. A trailing slash is
     * ignored; dot segments and empty segments lead nowhere.
     */
    static Optional<Target> resolve(String path) {
        if (!path.startsWith("/") || path.contains("//")) {
            return Optional.empty();
        }
        List<String> segments = segments(path);
        if (segments.contains(".")
                || segments.contains("..")
                || segments.stream().anyMatch(s -> s.endsWith(".xhtml"))) {
            return Optional.empty();
        }
        return ALL.stream().flatMap(route -> route.match(segments).stream()).findFirst();
    }

    private static List<String> segments(String path) {
        return List.of(path.split("/")).stream().filter(part -> !part.isEmpty()).toList();
    }
}
