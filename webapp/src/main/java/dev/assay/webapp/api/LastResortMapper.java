package dev.assay.webapp.api;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.UUID;

/** Whatever nobody thought of: the details go to the log, the caller gets a number to quote. */
@Provider
public class LastResortMapper implements ExceptionMapper<Throwable> {
    private static final System.Logger LOG = System.getLogger(LastResortMapper.class.getName());

    @Override
    public Response toResponse(Throwable e) {
        String incident = UUID.randomUUID().toString().substring(0, 8);
        LOG.log(System.Logger.Level.ERROR, "Incident " + incident + ": a request failed unexpectedly", e);
        return Answers.problem(500, "INTERNAL", Problems.sentence(500) + " Incident " + incident + ".");
    }
}
