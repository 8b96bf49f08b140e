package dev.assay.db.embedded;

import java.nio.file.Path;

/** A program that starts a server, says so, and waits to be killed. */
final class ServerHost {
    private ServerHost() {}

    public static void main(String[] arguments) throws Exception {
        EmbeddedPostgres postgres = EmbeddedPostgres.start(Path.of(arguments[0]), Path.of(arguments[1]), 0);
        Path.of(arguments[0]).resolve("ready").toFile().createNewFile();
        Thread.sleep(Long.MAX_VALUE);
        postgres.close();
    }
}
