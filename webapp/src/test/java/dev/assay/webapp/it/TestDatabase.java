package dev.assay.webapp.it;

import dev.assay.db.Migrations;
import dev.assay.db.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * A fresh, migrated database for one run of the integration tests, there before the server starts. The build says where
 * it is to be: the server reads the same variables. Without them, as in unit tests, nothing is started.
 */
public class TestDatabase implements LauncherSessionListener {
    private EmbeddedPostgres postgres;

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        String url = System.getenv("ASSAY_DB_URL");
        if (url == null || url.isBlank()) {
            return;
        }
        try {
            Path data = Path.of(System.getenv("ASSAY_DATA"));
            Path home = data.resolveSibling("it-postgres");
            delete(data);
            delete(home.resolve("data"));
            Files.createDirectories(data);
            postgres = EmbeddedPostgres.start(
                    home,
                    home.resolve("programs"),
                    URI.create(url.substring("jdbc:".length())).getPort());
            String password = System.getenv("ASSAY_DB_PASSWORD");
            try (Connection connection = DriverManager.getConnection(url, postgres.user(), postgres.password());
                    Statement statement = connection.createStatement()) {
                statement.execute("alter role assay password '" + password.replace("'", "''") + "'");
            }
            Migrations.migrate(url, System.getenv("ASSAY_DB_USER"), password);
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("The database of the tests could not be prepared", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the database of the tests was started", e);
        }
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        if (postgres != null) {
            postgres.close();
        }
    }

    /** A look past the application at what is really stored. */
    static Connection connect() throws SQLException {
        return DriverManager.getConnection(
                System.getenv("ASSAY_DB_URL"), System.getenv("ASSAY_DB_USER"), System.getenv("ASSAY_DB_PASSWORD"));
    }

    private static void delete(Path tree) throws IOException {
        if (Files.exists(tree)) {
            try (Stream<Path> files = Files.walk(tree)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
