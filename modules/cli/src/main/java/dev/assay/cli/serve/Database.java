package dev.assay.cli.serve;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The PostgreSQL behind the portal. */
interface Database {
    /** Before one was opened. */
    Database NONE = new External("", "", "");

    String url();

    String user();

    String password();

    /** The server's process, or null when it is not ours. */
    @Nullable
    Long pid();

    /** From now on the server's end is no accident, and it is not started again. */
    void expectEnd();

    /** Stops what {@link #open} started. */
    void close();

    /** The one that the environment names, or an embedded one in the data directory, kept alive until closed. */
    static Database open(ServeSettings settings, DataDirectory data, Announcer announcer)
            throws CannotStart, StartFailed, InterruptedException {
        Map<String, String> environment = settings.environment();
        String url = environment.getOrDefault("ASSAY_DB_URL", "");
        if (!url.isBlank()) {
            for (String name : new String[] {"ASSAY_DB_USER", "ASSAY_DB_PASSWORD"}) {
                if (environment.getOrDefault(name, "").isBlank()) {
                    throw new CannotStart("ASSAY_DB_URL names a database, and " + name + " is not set; set both.");
                }
            }
            return new External(
                    url,
                    environment.getOrDefault("ASSAY_DB_USER", ""),
                    environment.getOrDefault("ASSAY_DB_PASSWORD", ""));
        }
        return Embedded.start(data, announcer);
    }

    /** Somebody else's; it is used, never started or stopped. */
    record External(String url, String user, String password) implements Database {
        @Override
        public @Nullable Long pid() {
            return null;
        }

        @Override
        public void expectEnd() {
            // not ours
        }

        @Override
        public void close() {
            // not ours
        }

        @Override
        public String toString() {
            return "External[" + url + "]";
        }
    }
}
