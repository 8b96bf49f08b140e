package dev.assay.cli.serve;

import dev.assay.protocol.Wire;
import dev.assay.protocol.WireException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How commands of the user who started {@code serve} reach the portal; a file of mode 0600 in the data directory.
 *
 * @param portal base address, such as {@code http://127.0.0.1:8080}
 * @param token  API token of the built-in account {@code local}
 */
public record Credentials(String portal, String token) {
    private static final String FILE = "credentials.json";

    /** Reads the file of a data directory, if there is one that can be read. */
    public static Optional<Credentials> read(Path data) throws IOException {
        Path file = data.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Wire.read(Files.readString(file), Credentials.class));
        } catch (WireException e) {
            throw new IOException(file + " is damaged; delete it and start 'assay serve' again to get a new one", e);
        }
    }

    void write(Path data) throws IOException {
        PrivateFiles.write(data.resolve(FILE), Wire.write(this));
    }

    @Override
    public String toString() {
        return "Credentials[portal=" + portal + "]";
    }
}
