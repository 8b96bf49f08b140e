package dev.assay.webapp.api;

import dev.assay.protocol.WireException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.regex.Pattern;

/** The body is not the JSON that was expected; the message names the place. */
@Provider
public class WireMapper implements ExceptionMapper<WireException> {
    private static final Pattern ROOT = Pattern.compile("^[A-Z][A-Za-z]*\\.(?=[a-z])");
    private static final Pattern ROOT_ALONE =
            Pattern.compile("^[A-Z][A-Za-z]* (?=is missing|has the wrong form|must be)");

    @Override
    public Response toResponse(WireException e) {
        return Answers.problem(400, "BAD_JSON", sentence(String.valueOf(e.getMessage())));
    }

    /** The place in the document that was sent, without the name that its beginning has in here. */
    static String sentence(String message) {
        String place = ROOT.matcher(message).replaceFirst("");
        String said = place.equals(message)
                ? ROOT_ALONE.matcher(message).replaceFirst("The document ")
                : "The member " + place;
        return (said.endsWith(".") ? said.substring(0, said.length() - 1) : said) + ". Nothing was changed.";
    }
}
