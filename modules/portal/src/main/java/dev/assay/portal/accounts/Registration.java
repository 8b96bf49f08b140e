package dev.assay.portal.accounts;

import java.util.Locale;

/** How people get an account. */
public enum Registration {
    /** By a link that an administrator made. */
    INVITE,
    /** By themselves, as members. */
    OPEN;

    /** Reads {@code invite} or {@code open}; anything else stops with a sentence. */
    public static Registration parse(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "", "invite" -> INVITE;
            case "open" -> OPEN;
            default ->
                throw new IllegalArgumentException("ASSAY_REGISTRATION must be invite or open, not '" + text + "'");
        };
    }
}
