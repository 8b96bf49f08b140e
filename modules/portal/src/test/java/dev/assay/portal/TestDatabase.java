package dev.assay.portal;

import dev.assay.db.Migrations;
import dev.assay.db.embedded.EmbeddedPostgres;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * A real PostgreSQL for the tests of this module, and transactions as the container would make them: one connection per
 * thread, joined by the entities and by every statement between begin and commit.
 */
public final class TestDatabase implements DataSource {
    private static final Path PROGRAMS = Path.of("target", "postgres-programs");
    private static EmbeddedPostgres postgres;
    private static EntityManagerFactory factory;

    private static final ThreadLocal<Connection> CONNECTIONS = new ThreadLocal<>();
    private static final ThreadLocal<EntityManager> ENTITIES = new ThreadLocal<>();

    /** An empty database with the schema of this build. */
    public static TestDatabase empty() {
        return emptyBut(List.of());
    }

    /** A database with the schema of this build, empty but for some tables that refer to no other ones. */
    public static TestDatabase emptyBut(List<String> tables) {
        try {
            synchronized (TestDatabase.class) {
                if (postgres == null) {
                    Path directory = Files.createTempDirectory(Path.of("target"), "pg-");
                    EmbeddedPostgres started = EmbeddedPostgres.start(directory, PROGRAMS, 0);
                    Runtime.getRuntime().addShutdownHook(new Thread(started::close));
                    Migrations.migrate(started.jdbcUrl(), started.user(), started.password());
                    postgres = started;
                    factory = Persistence.createEntityManagerFactory(
                            "assay",
                            Map.of(
                                    "jakarta.persistence.transactionType",
                                    "RESOURCE_LOCAL",
                                    "jakarta.persistence.nonJtaDataSource",
                                    new TestDatabase()));
                }
            }
            TestDatabase database = new TestDatabase();
            database.truncate(tables);
            return database;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException | SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public Database database() {
        return new Database(this);
    }

    /** The entities of the transaction that this thread is in, as the container injects them. */
    public EntityManager entities() {
        return (EntityManager) Proxy.newProxyInstance(
                TestDatabase.class.getClassLoader(),
                new Class<?>[] {EntityManager.class},
                (proxy, method, arguments) -> {
                    EntityManager current = ENTITIES.get();
                    if (current == null) {
                        throw new IllegalStateException("There is no transaction");
                    }
                    try {
                        return method.invoke(current, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void truncate(List<String> kept) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    do $$ declare names text; begin
                      select string_agg(quote_ident(tablename), ', ') into names from pg_tables
                       where schemaname = 'public' and not (tablename = any(string_to_array('%s', ',')));
                      execute 'truncate ' || names || ' restart identity cascade';
                    end $$
                    """.formatted(String.join(
                    ",",
                    Stream.concat(Stream.of("flyway_schema_history"), kept.stream())
                            .toList())));
        }
    }

    /** One transaction, rolled back by any exception except refusals, as on the boundary of the agents. */
    public <T> T committing(Callable<T> work) {
        return transaction(work, true);
    }

    /** One transaction, rolled back by any exception. */
    public <T> T in(Callable<T> work) {
        return transaction(work, false);
    }

    private <T> T transaction(Callable<T> work, boolean refusalsCommit) {
        try (EntityManager entities = factory.createEntityManager()) {
            entities.getTransaction().begin();
            ENTITIES.set(entities);
            boolean commit = false;
            try {
                T value = work.call();
                commit = true;
                return value;
            } catch (Refusal e) {
                commit = refusalsCommit;
                throw e;
            } finally {
                ENTITIES.remove();
                if (commit) {
                    entities.getTransaction().commit();
                } else {
                    entities.getTransaction().rollback();
                }
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Closes the connection of this thread, before the thread ends. */
    public void leave() throws SQLException {
        own().close();
    }

    private Connection own() throws SQLException {
        Connection connection = CONNECTIONS.get();
        if (connection == null || connection.isClosed()) {
            connection = connect();
            CONNECTIONS.set(connection);
        }
        return connection;
    }

    private static Connection connect() throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = own();
        return (Connection) Proxy.newProxyInstance(
                TestDatabase.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        return null;
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
