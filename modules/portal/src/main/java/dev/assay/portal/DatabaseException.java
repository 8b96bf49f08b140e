package dev.assay.portal;

import java.sql.SQLException;

/** The database refused or did not answer; the transaction is rolled back, so nothing was changed. */
public final class DatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String sqlState;

    public DatabaseException(SQLException cause) {
        super("The database did not do what was asked; nothing was changed: " + cause.getMessage(), cause);
        this.sqlState = cause.getSQLState() == null ? "" : cause.getSQLState();
    }

    /** Whether a unique constraint said no. */
    public boolean duplicate() {
        return sqlState.equals("23505");
    }
}
