package dev.assay.webapp.web;

import dev.assay.portal.Refusal;
import jakarta.faces.application.FacesMessage;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/** What a bean does instead of showing its page: send the reader elsewhere, or say why not. */
final class Answers {
    private Answers() {}

    /** Redirects after a POST; messages survive the redirect. */
    static void redirect(String path) throws IOException {
        FacesContext context = FacesContext.getCurrentInstance();
        ExternalContext external = context.getExternalContext();
        if (!context.getMessageList().isEmpty()) {
            external.getFlash().setKeepMessages(true);
        }
        external.redirect(path);
        context.responseComplete();
    }

    static void notFound(String sentence) throws IOException {
        error(404, sentence);
    }

    /** Shows the error page of a status with a sentence of its own. */
    static void error(int status, String sentence) throws IOException {
        FacesContext context = FacesContext.getCurrentInstance();
        // The server writes entities for some characters of what it is given, so the page takes the sentence from here.
        context.getExternalContext().getRequestMap().put(ErrorPage.SENTENCE, sentence);
        context.getExternalContext().responseSendError(status, sentence);
        context.responseComplete();
    }

    /** A message that nothing went wrong. */
    static void say(String sentence) {
        FacesContext.getCurrentInstance()
                .addMessage(null, new FacesMessage(FacesMessage.SEVERITY_INFO, sentence, sentence));
    }

    /** A message that something was not done. */
    static void refuse(String sentence) {
        FacesContext.getCurrentInstance()
                .addMessage(null, new FacesMessage(FacesMessage.SEVERITY_ERROR, sentence, sentence));
    }

    static void refuse(Refusal refusal) {
        refuse(refusal.sentence());
    }

    /** An id from an address; empty when it is none. */
    static Optional<UUID> uuid(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            // Addresses are typed by people: a word that is no id names nothing, and the page says so.
            return Optional.empty();
        }
    }
}
