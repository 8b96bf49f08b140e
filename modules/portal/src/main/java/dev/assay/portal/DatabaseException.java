package dev.assay.portal;

import java.sql.SQLException;

/** The database refused or did not answer; the transaction is rolled back, so nothing was changed. */
public final class DatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String UNIQUE_VIOLATION = "23505";

    private final String sqlState;

    public DatabaseException(SQLException cause) {
        super("The database did not do what was asked; nothing was changed: " + cause.getMessage(), cause);
        this.sqlState = cause.getSQLState() == null ? "" : cause.getSQLState();
    }

    /** Whether a unique constraint said no. */
    public boolean duplicate() {
        return sqlState.equals(UNIQUE_VIOLATION);
    }

    /** Whether a unique constraint is behind an exception of the persistence provider. */
    public static boolean duplicate(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && UNIQUE_VIOLATION.equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }
}
