package dev.assay.webapp.api;

import dev.assay.portal.DatabaseException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** The database did not answer, or not as expected. The transaction was rolled back, so trying again is safe. */
@Provider
public class DatabaseMapper implements ExceptionMapper<DatabaseException> {
    private static final System.Logger LOG = System.getLogger(DatabaseMapper.class.getName());

    @Override
    public Response toResponse(DatabaseException e) {
        LOG.log(System.Logger.Level.ERROR, "A request failed in the database; the caller was told to try again", e);
        return Answers.problem(503, "DATABASE", Problems.sentence(503));
    }
}
