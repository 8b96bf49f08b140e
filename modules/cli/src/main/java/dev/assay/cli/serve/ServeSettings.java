package dev.assay.cli.serve;

import java.nio.file.Path;
import java.util.Map;

/**
 * What the user asked of {@code assay serve}.
 *
 * @param port         port of the portal; 0 takes a free one
 * @param bind         address the portal listens on
 * @param distribution directory with {@code payara-micro.jar}, {@code assay.war} and {@code zoo/}
 * @param environment  the environment of this process; {@code ASSAY_DB_URL} in it means an external database
 */
public record ServeSettings(int port, String bind, Path distribution, Map<String, String> environment) {
    public ServeSettings {
        environment = Map.copyOf(environment);
    }

    /** The address people use: a listener on all addresses is reached as localhost here. */
    String address(int actualPort) {
        String host = switch (bind) {
            case "0.0.0.0", "::" -> "localhost";
            default -> bind.contains(":") ? "[" + bind + "]" : bind;
        };
        return "http://" + host + ":" + actualPort;
    }
}
