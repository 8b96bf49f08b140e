package dev.assay.webapp.api;

import dev.assay.portal.Page;
import dev.assay.portal.Refusal;
import jakarta.ws.rs.BadRequestException;

/** How many rows a client wants; the server's own conversion would answer that the address does not exist. */
final class Limits {
    private Limits() {}

    static int parse(String text) {
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw new BadRequestException(
                    "limit", Refusal.invalid("BAD_LIMIT", "The limit is a whole number from 1 to " + Page.LIMIT + "."));
        }
        return Page.size(Integer.parseInt(text));
    }
}
