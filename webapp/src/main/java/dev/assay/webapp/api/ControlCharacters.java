package dev.assay.webapp.api;

import dev.assay.portal.Refusal;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;

/** No name, id or address holds a control character, and the database has no place for NUL: refused at the door. */
final class ControlCharacters {
    static final String CODE = "CONTROL_CHARACTER";
    static final String SENTENCE =
            "The request holds a control character, which no name, id or address may have; nothing was changed. Leave it out.";

    private static final Pattern ANY = Pattern.compile("%(?:[01][0-9a-fA-F]|7[fF])");
    private static final Pattern NUL = Pattern.compile("%00");

    private ControlCharacters() {}

    /** Whether an address holds one, in its path or behind the question mark; pages mind only what cannot be stored. */
    static boolean in(HttpServletRequest request) {
        Pattern refused = Paths.machine(Paths.of(request)) ? ANY : NUL;
        String query = request.getQueryString();
        return refused.matcher(request.getRequestURI()).find()
                || (query != null && refused.matcher(query).find());
    }

    /** Refuses a body in which a string or a name holds one. */
    static void refuse(JsonValue json) {
        switch (json) {
            case JsonString text -> refuse(text.getString());
            case JsonArray array -> array.forEach(ControlCharacters::refuse);
            case JsonObject object ->
                object.forEach((name, value) -> {
                    refuse(name);
                    refuse(value);
                });
            default -> {}
        }
    }

    private static void refuse(String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw Refusal.invalid(CODE, SENTENCE);
        }
    }
}
