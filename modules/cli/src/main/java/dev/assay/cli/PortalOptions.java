package dev.assay.cli;

import dev.assay.cli.rest.PortalClient;
import dev.assay.cli.serve.Credentials;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which portal a command talks to. */
final class PortalOptions {
    @Option(
            names = "--portal",
            paramLabel = "URL",
            description = "The portal; the one that 'assay serve' started with this data directory when left out.")
    private @Nullable String portal;

    @Option(
            names = "--token",
            paramLabel = "T",
            description = "An API token of the portal; $ASSAY_TOKEN when left out.")
    private @Nullable String token;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory of 'assay serve'; $ASSAY_DATA or .assay when left out.")
    private @Nullable Path data;

    boolean isNamed() {
        return portal != null;
    }

    PortalClient client() throws BadInput, IOException {
        String secret = token != null ? token : System.getenv("ASSAY_TOKEN");
        if (portal != null) {
            return new PortalClient(portal, secret);
        }
        Path directory = data == null ? Distribution.data() : data;
        Credentials credentials = Credentials.read(directory)
                .orElseThrow(
                        () -> new BadInput("No portal is known: there is no " + directory.resolve("credentials.json")
                                + "; start one with 'assay serve', or name one with --portal and --token."));
        return new PortalClient(credentials.portal(), secret == null ? credentials.token() : secret);
    }
}
