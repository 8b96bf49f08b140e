package dev.assay.webapp.api;

import dev.assay.portal.Refusal;
import java.util.UUID;

/** Ids in addresses. One that cannot be an id is treated like one that does not exist. */
final class Ids {
    private Ids() {}

    static UUID parse(String text, String otherwise) {
        if (!text.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) {
            throw Refusal.notFound(otherwise);
        }
        return UUID.fromString(text);
    }
}
