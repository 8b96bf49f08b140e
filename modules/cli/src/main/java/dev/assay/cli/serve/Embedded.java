package dev.assay.cli.serve;

import dev.assay.db.embedded.EmbeddedPostgres;
import dev.assay.db.embedded.PostgresUnavailable;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The embedded PostgreSQL of the data directory, started again on the same port whenever it dies. */
final class Embedded implements Database {
    private static final long LONGEST_PAUSE_SECONDS = 30;

    private final Path directory;
    private final Path programs;
    private final Announcer announcer;
    private final String url;
    private final String user;
    private final String password;
    private final int port;

    private EmbeddedPostgres server;
    private boolean closing;

    private Embedded(Path directory, Path programs, Announcer announcer, EmbeddedPostgres server) {
        this.directory = directory;
        this.programs = programs;
        this.announcer = announcer;
        this.server = server;
        this.url = server.jdbcUrl();
        this.user = server.user();
        this.password = server.password();
        this.port = server.port();
    }

    static Embedded start(DataDirectory data, Announcer announcer) throws StartFailed, InterruptedException {
        Path directory = data.root().resolve("postgres");
        Path programs = data.root().resolve("postgres-programs");
        try {
            var embedded = new Embedded(directory, programs, announcer, EmbeddedPostgres.start(directory, programs, 0));
            Thread.ofPlatform().daemon().name("keeper of PostgreSQL").start(embedded::keep);
            return embedded;
        } catch (PostgresUnavailable e) {
            throw new StartFailed(String.valueOf(e.getMessage()), e);
        }
    }

    private void keep() {
        try {
            while (true) {
                awaitEnd(current().pid());
                long pauseSeconds = 1;
                while (!isClosing() && !restart()) {
                    TimeUnit.SECONDS.sleep(pauseSeconds);
                    pauseSeconds = Math.min(LONGEST_PAUSE_SECONDS, pauseSeconds * 2);
                }
                if (isClosing()) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitEnd(long pid) {
        ProcessHandle.of(pid).ifPresent(process -> process.onExit().join());
    }

    private synchronized EmbeddedPostgres current() {
        return server;
    }

    private synchronized boolean isClosing() {
        return closing;
    }

    /** Starts a new server unless this one is being closed; false when that did not work. */
    private synchronized boolean restart() throws InterruptedException {
        if (closing) {
            return true;
        }
        announcer.news("PostgreSQL ended; starting it again. What was committed is safe; its log is "
                + directory.resolve("postgres.log") + ".");
        server.close();
        try {
            server = EmbeddedPostgres.start(directory, programs, port);
            return true;
        } catch (PostgresUnavailable e) {
            announcer.news(String.valueOf(e.getMessage()));
            return false;
        }
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public String user() {
        return user;
    }

    @Override
    public String password() {
        return password;
    }

    @Override
    public synchronized @Nullable Long pid() {
        return server.pid();
    }

    @Override
    public synchronized void expectEnd() {
        closing = true;
    }

    @Override
    public synchronized void close() {
        closing = true;
        server.close();
    }
}
