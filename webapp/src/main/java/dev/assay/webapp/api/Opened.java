package dev.assay.webapp.api;

import jakarta.servlet.http.HttpSession;
import java.io.Serializable;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a browser session remembers: whose it is, and with which password it was opened. */
record Opened(UUID account, String stamp) implements Serializable {
    private static final String KEY = Opened.class.getName();

    static void in(HttpSession session, Opened opened) {
        session.setAttribute(KEY, opened);
    }

    static Optional<Opened> of(@Nullable HttpSession session) {
        return session != null && session.getAttribute(KEY) instanceof Opened opened
                ? Optional.of(opened)
                : Optional.empty();
    }
}
