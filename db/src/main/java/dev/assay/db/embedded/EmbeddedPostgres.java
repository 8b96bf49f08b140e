package dev.assay.db.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server as a child process, with its rows in a directory.
 *
 * <p>Durable (fsync on), password authentication only, listening on 127.0.0.1 and nowhere else. It gets SIGINT from the
 * kernel when this process dies, however it dies, so no server is left behind; should one be, the next start ends it.
 * One process at a time may use a directory.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    /** The role and the database of the product; the role is no superuser. */
    public static final String NAME = "assay";

    static final String DATA = "data";

    private static final System.Logger LOG = System.getLogger(EmbeddedPostgres.class.getName());
    private static final String SUPERUSER = "postgres";
    private static final long START_MILLIS = 60_000;
    private static final int STOP_SECONDS = 20;

    private final Path directory;
    private final int port;
    private final String password;
    private final Process server;
    private final FileChannel lockChannel;

    private EmbeddedPostgres(Path directory, int port, String password, Process server, FileChannel lockChannel) {
        this.directory = directory;
        this.port = port;
        this.password = password;
        this.server = server;
        this.lockChannel = lockChannel;
    }

    /**
     * Starts the server of a directory, and creates it the first time.
     *
     * @param directory for rows, passwords and log; only its owner may look inside
     * @param programs  where the PostgreSQL programs are unpacked; may be shared by several directories
     * @param port      on 127.0.0.1, or 0 for any free one
     * @throws PostgresUnavailable with one sentence; rows from earlier runs are untouched
     */
    public static EmbeddedPostgres start(Path directory, Path programs, int port) throws InterruptedException {
        FileChannel lockChannel = null;
        try {
            Path home = Files.createDirectories(directory.toAbsolutePath()).toRealPath();
            lockChannel = lock(home);
            EmbeddedPostgres started = start(home, programs.toAbsolutePath(), port, lockChannel);
            lockChannel = null;
            return started;
        } catch (IOException e) {
            throw new PostgresUnavailable(
                    "The embedded PostgreSQL in " + directory + " could not be started (" + e.getMessage()
                            + "); its rows are untouched. Its log is " + directory.resolve("postgres.log") + ".",
                    e);
        } finally {
            release(lockChannel);
        }
    }

    /** Starts the server of a directory with the programs beside it. */
    public static EmbeddedPostgres start(Path directory) throws InterruptedException {
        return start(directory, directory.resolve("programs"), 0);
    }

    private static EmbeddedPostgres start(Path home, Path below, int wantedPort, FileChannel lockChannel)
            throws IOException, InterruptedException {
        Path programs = PostgresBinaries.unpack(below);
        Identity identity = reaching(Identity.choose(home), programs);
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        enter(identity, home);
        String superPassword = secret(home.resolve("superuser.password"));
        String password = secret(home.resolve("password"));
        Path data = home.resolve(DATA);
        if (!Files.exists(data)) {
            create(home, programs, identity, superPassword);
        }
        Leftovers.clear(data);
        identity.own(data);
        int port = wantedPort == 0 ? freePort() : wantedPort;
        Process server = launch(command(programs, data, identity, port), home);
        EmbeddedPostgres started = new EmbeddedPostgres(home, port, password, server, lockChannel);
        boolean ready = false;
        try {
            started.awaitReady(superPassword);
            ready = true;
            return started;
        } finally {
            if (!ready) {
                server.destroyForcibly();
            }
        }
    }

    /** The programs must be reachable too; where only the namespace reaches both, it is used for both. */
    private static Identity reaching(Identity identity, Path programs) throws InterruptedException {
        List<String> trial =
                identity.command(List.of(programs.resolve("bin/postgres").toString(), "--version"));
        if (!identity.foreign() || Commands.succeeds(trial.toArray(String[]::new))) {
            return identity;
        }
        if (Commands.succeeds("unshare", "--user", "true")) {
            return Identity.namespace();
        }
        throw new PostgresUnavailable("User " + identity.uid() + " may not run the PostgreSQL programs in " + programs
                + "; nothing was changed. Put them where everybody may enter, or start as an ordinary user.");
    }

    /** Gives the home itself, but not what lies in it, to the identity. */
    private static void enter(Identity identity, Path home) throws IOException {
        if (identity.uid() >= 0) {
            Files.setAttribute(home, "unix:uid", identity.uid());
            Files.setAttribute(home, "unix:gid", identity.gid());
        }
    }

    private static void create(Path home, Path programs, Identity identity, String superPassword)
            throws IOException, InterruptedException {
        // Under another name first: a crash half-way must not leave something that looks like a database.
        Path fresh = home.resolve("data.new");
        PostgresBinaries.delete(fresh);
        Path passwordFile = home.resolve("superuser.once");
        Files.deleteIfExists(passwordFile);
        try {
            Files.createDirectory(
                    fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            write(passwordFile, superPassword);
            identity.own(fresh);
            identity.own(passwordFile);
            Commands.run(
                    identity.command(List.of(
                            programs.resolve("bin/initdb").toString(),
                            "--pgdata=" + fresh,
                            "--username=" + SUPERUSER,
                            "--auth=scram-sha-256",
                            "--pwfile=" + passwordFile,
                            "--encoding=UTF8",
                            "--locale=C",
                            "--locale-provider=builtin",
                            "--builtin-locale=C.UTF-8")),
                    home);
            Files.move(fresh, home.resolve(DATA), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(passwordFile);
        }
    }

    private static List<String> command(Path programs, Path data, Identity identity, int port) {
        List<String> command = new ArrayList<>(List.of(
                // a session of its own: Ctrl+C in the terminal must not stop it before its users
                "setsid",
                "setpriv",
                "--pdeathsig",
                "INT",
                "--",
                programs.resolve("bin/postgres").toString(),
                "-D",
                data.toString(),
                "-p",
                Integer.toString(port)));
        for (String setting : List.of(
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                "fsync=on",
                "synchronous_commit=on",
                "full_page_writes=on",
                "max_connections=100",
                "idle_in_transaction_session_timeout=60s",
                "log_line_prefix=%m [%p] ")) {
            command.add("-c");
            command.add(setting);
        }
        return identity.command(command);
    }

    /**
     * Starts the server from a thread that lives as long as it does: for the kernel the parent is the thread that forked,
     * and the death signal comes when that thread ends.
     */
    private static Process launch(List<String> command, Path home) throws IOException, InterruptedException {
        Path log = home.resolve("postgres.log");
        ProcessBuilder builder = Commands.builder(command, home)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        CompletableFuture<Process> started = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("embedded-postgres").start(() -> {
            try {
                Process process = builder.start();
                process.getOutputStream().close();
                started.complete(process);
                process.waitFor();
            } catch (IOException | InterruptedException e) {
                started.completeExceptionally(e);
            }
        });
        try {
            return started.get();
        } catch (ExecutionException e) {
            throw new IOException("postgres could not be launched", e.getCause());
        }
    }

    private void awaitReady(String superPassword) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_MILLIS * 1_000_000;
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres?connectTimeout=5&socketTimeout=30";
        while (true) {
            if (!server.isAlive()) {
                throw new IOException("it ended at once with " + server.exitValue() + ": " + lastLogLine());
            }
            try (Connection connection = DriverManager.getConnection(url, SUPERUSER, superPassword)) {
                createRole(connection);
                return;
            } catch (SQLException e) {
                if (System.nanoTime() > deadline) {
                    throw new IOException("it did not answer within a minute: " + e.getMessage(), e);
                }
                LOG.log(System.Logger.Level.TRACE, "PostgreSQL is not ready yet", e);
                Thread.sleep(50);
            }
        }
    }

    private void createRole(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            boolean role = exists(statement, "select 1 from pg_roles where rolname = '" + NAME + "'");
            // The password is ours and hexadecimal: nothing in it needs escaping.
            statement.execute((role ? "alter" : "create") + " role " + NAME + " login password '" + password + "'");
            if (!exists(statement, "select 1 from pg_database where datname = '" + NAME + "'")) {
                statement.execute("create database " + NAME + " owner " + NAME);
            }
        }
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (var rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }

    private String lastLogLine() throws IOException {
        Path log = directory.resolve("postgres.log");
        List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
        return lines.isEmpty() ? "no log" : lines.getLast();
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + NAME;
    }

    public String user() {
        return NAME;
    }

    public String password() {
        return password;
    }

    public int port() {
        return port;
    }

    /** The process id of the server. */
    public long pid() {
        return server.pid();
    }

    /** Whether the server is there. */
    public boolean alive() {
        return server.isAlive();
    }

    /** Stops the server: open transactions are rolled back, everything committed is on disk. */
    @Override
    public void close() {
        try {
            if (server.isAlive()) {
                Commands.signal("INT", server.pid());
                if (!server.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                    Commands.signal("QUIT", server.pid());
                    if (!server.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                        server.destroyForcibly();
                    }
                }
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.WARNING, "Interrupted while PostgreSQL stops; it goes on stopping", e);
            Thread.currentThread().interrupt();
        } finally {
            release(lockChannel);
        }
    }

    private static FileChannel lock(Path home) throws IOException {
        FileChannel channel =
                FileChannel.open(home.resolve("in-use"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            LOG.log(System.Logger.Level.DEBUG, "The directory is in use by this very process", e);
        }
        if (lock == null) {
            channel.close();
            throw new PostgresUnavailable("Another process uses the database in " + home
                    + "; nothing was changed. Stop it first, or choose another data directory.");
        }
        return channel;
    }

    private static void release(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "The lock of the database directory was not released", e);
            }
        }
    }

    /** Reads a password, or makes one up; only the owner may read the file. */
    private static String secret(Path file) throws IOException {
        if (!Files.exists(file)) {
            byte[] random = new byte[32];
            new SecureRandom().nextBytes(random);
            write(file, HexFormat.of().formatHex(random));
        }
        return Files.readString(file).strip();
    }

    private static void write(Path file, String secret) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, secret + "\n", StandardOpenOption.SYNC);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
