package dev.assay.db.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.db.Migrations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class EmbeddedPostgresIT {
    private static final Path PROGRAMS = Path.of("target", "postgres-programs");

    @TempDir
    Path directory;

    @Test
    void keepsWhatWasCommittedWhenEveryProcessIsKilled() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, PROGRAMS, 0)) {
            assertThat(Migrations.migrate(postgres.jdbcUrl(), postgres.user(), postgres.password()))
                    .isPositive();
            try (Connection connection = connect(postgres);
                    Statement statement = connection.createStatement()) {
                statement.execute("insert into setting (key, value) values ('kept', 'yes')");
                for (long pid : Leftovers.processes(directory.resolve("data"))) {
                    Commands.signal("KILL", pid);
                }
            }
        }
        try (EmbeddedPostgres again = EmbeddedPostgres.start(directory, PROGRAMS, 0)) {
            assertThat(Migrations.migrate(again.jdbcUrl(), again.user(), again.password()))
                    .isZero();
            assertThat(query(again, "select value from setting where key = 'kept'"))
                    .containsExactly("yes");
            assertThat(query(again, "show fsync")).containsExactly("on");
            assertThat(query(again, "select rolsuper::text from pg_roles where rolname = current_user"))
                    .containsExactly("false");
        }
        assertThat(Leftovers.processes(directory.resolve("data"))).isEmpty();
    }

    @Test
    void letsInOnlyWithThePasswordAndOnlyThroughTheLoopback() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, PROGRAMS, 0)) {
            assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), "wrong"))
                    .isInstanceOf(SQLException.class)
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("28P01");
            assertThat(listeners(postgres.port())).containsExactly("0100007F");
            assertThat(Files.getPosixFilePermissions(directory.resolve("password")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
    }

    @Test
    void refusesADirectoryThatIsInUse() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, PROGRAMS, 0)) {
            assertThatThrownBy(() -> EmbeddedPostgres.start(directory, PROGRAMS, 0))
                    .isInstanceOf(PostgresUnavailable.class)
                    .hasMessageContaining("Another process uses the database");
            assertThat(postgres.alive()).isTrue();
        }
    }

    @Test
    void isGoneWhenItsParentIsKilled() throws Exception {
        Process host = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServerHost.class.getName(),
                        directory.toString(),
                        PROGRAMS.toAbsolutePath().toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("host.log").toFile())
                .start();
        while (!Files.exists(directory.resolve("ready"))) {
            assertThat(host.isAlive())
                    .as(() -> text(directory.resolve("host.log")))
                    .isTrue();
            Thread.sleep(50);
        }
        Path data = directory.resolve("data");
        assertThat(Leftovers.processes(data)).isNotEmpty();
        host.destroyForcibly().waitFor();
        while (!Leftovers.processes(data).isEmpty()) {
            Thread.sleep(50);
        }
        assertThat(text(directory.resolve("postgres.log"))).contains("database system is shut down");
    }

    @Test
    void endsAServerThatAnEarlierRunLeftBehind() throws Exception {
        EmbeddedPostgres.start(directory, PROGRAMS, 0).close();
        Path programs = PostgresBinaries.unpack(PROGRAMS.toAbsolutePath());
        Path data = directory.resolve("data");
        Identity identity = Identity.choose(directory.toRealPath());
        Process orphan = Commands.builder(
                        identity.command(List.of(
                                programs.resolve("bin/postgres").toString(),
                                "-D",
                                data.toString(),
                                "-p",
                                Integer.toString(EmbeddedPostgres.freePort()),
                                "-c",
                                "unix_socket_directories=")),
                        directory)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        while (!text(data.resolve("postmaster.pid")).contains("ready")) {
            assertThat(orphan.isAlive()).isTrue();
            Thread.sleep(50);
        }
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, PROGRAMS, 0)) {
            assertThat(orphan.waitFor()).isZero();
            assertThat(query(postgres, "select 1")).containsExactly("1");
        }
    }

    @Test
    void startsInADirectoryThatOthersMayNotEnter() throws Exception {
        Path closed = Files.createDirectory(
                directory.resolve("closed"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(closed.resolve("pg"), PROGRAMS, 0)) {
            assertThat(query(postgres, "select 'there'")).containsExactly("there");
        }
    }

    @Test
    void everyMigrationIsNamedAndEveryTableExplained() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, PROGRAMS, 0)) {
            Migrations.migrate(postgres.jdbcUrl(), postgres.user(), postgres.password());
            assertThat(query(postgres, """
                            select relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
                             where n.nspname = 'public' and relkind = 'r' and relname <> 'flyway_schema_history'
                               and obj_description(c.oid) is null
                            """)).isEmpty();
            try (Connection connection = connect(postgres);
                    Statement statement = connection.createStatement()) {
                assertThatThrownBy(() -> statement.execute("""
                                insert into job (id, device_id, spec, model_sha256, scheme, state, queue_deadline)
                                values (gen_random_uuid(), gen_random_uuid(), '{}', '', '', 'LOST', now())
                                """)).hasMessageContaining("job_state_known");
            }
        }
    }

    private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    private static List<String> query(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = connect(postgres);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    /** Local addresses, as the kernel writes them, on which something listens at a port. */
    private static Set<String> listeners(int port) throws IOException {
        Set<String> addresses = new HashSet<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] fields = line.strip().split("\\s+", -1);
                if (fields[1].endsWith(":%04X".formatted(port)) && fields[3].equals("0A")) {
                    addresses.add(fields[1].substring(0, fields[1].indexOf(':')));
                }
            }
        }
        return addresses;
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
