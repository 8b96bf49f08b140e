package dev.assay.portal;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * SQL in, records out. Statements join the transaction of the boundary that calls them; there is no state here.
 *
 * <p>Parameters may be strings, numbers, booleans, {@link UUID}, {@link Instant}, {@code byte[]}, {@code long[]},
 * enums (by name), collections of {@link UUID} or of strings or enums (as arrays, for {@code = any(?)}), or null.
 */
@ApplicationScoped
public class Database {
    @Resource(lookup = "java:app/jdbc/assay")
    @Nullable
    DataSource source;

    protected Database() {}

    /** For use outside a container. */
    public Database(DataSource source) {
        this.source = source;
    }

    /** Reads one row of a result. */
    @FunctionalInterface
    public interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    public <T> List<T> list(String sql, RowReader<T> reader, @Nullable Object... parameters) {
        try (Connection connection = open();
                PreparedStatement statement = prepare(connection, sql, parameters);
                ResultSet rows = statement.executeQuery()) {
            List<T> read = new ArrayList<>();
            while (rows.next()) {
                read.add(reader.read(rows));
            }
            return read;
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    public <T> Optional<T> first(String sql, RowReader<T> reader, @Nullable Object... parameters) {
        List<T> rows = list(sql, reader, parameters);
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
    }

    /** Runs an insert, update or delete and returns how many rows it touched. */
    public int update(String sql, @Nullable Object... parameters) {
        try (Connection connection = open();
                PreparedStatement statement = prepare(connection, sql, parameters)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /** A time, or null. */
    public static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** A time from a column that is never null. */
    public static Instant requiredInstant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    public static UUID uuid(ResultSet row, String column) throws SQLException {
        return row.getObject(column, UUID.class);
    }

    /** The numbers of a {@code bigint[]} column. */
    public static List<Long> longs(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        return List.of((Long[]) array.getArray());
    }

    private Connection open() throws SQLException {
        if (source == null) {
            throw new SQLException("no data source; the portal needs java:app/jdbc/assay");
        }
        return source.getConnection();
    }

    private static PreparedStatement prepare(Connection connection, String sql, @Nullable Object[] parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < parameters.length; i++) {
                bind(connection, statement, i + 1, parameters[i]);
            }
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    private static void bind(Connection connection, PreparedStatement statement, int index, @Nullable Object value)
            throws SQLException {
        switch (value) {
            case null -> statement.setNull(index, Types.NULL);
            case Instant instant -> statement.setObject(index, instant.atOffset(ZoneOffset.UTC));
            case Enum<?> constant -> statement.setString(index, constant.name());
            case byte[] bytes -> statement.setBytes(index, bytes);
            case long[] numbers ->
                statement.setArray(
                        index,
                        connection.createArrayOf(
                                "bigint", Arrays.stream(numbers).boxed().toArray()));
            case Collection<?> values -> {
                boolean ids = values.stream().allMatch(UUID.class::isInstance);
                Object[] elements = values.stream()
                        .map(v -> v instanceof Enum<?> constant ? constant.name() : v)
                        .toArray();
                statement.setArray(index, connection.createArrayOf(ids ? "uuid" : "text", elements));
            }
            default -> statement.setObject(index, value);
        }
    }
}
