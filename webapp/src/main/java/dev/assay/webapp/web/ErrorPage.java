package dev.assay.webapp.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;

/** What an error page says: what happened, that nothing was lost, what to do. */
@Named("errorPage")
@RequestScoped
public class ErrorPage {
    /** Name of the request's attribute with the reason that a page gave. */
    static final String SENTENCE = "dev.assay.sentence";

    @Inject
    HttpServletRequest request;

    public int getStatus() {
        return request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer status ? status : 500;
    }

    public String getTitle() {
        return switch (getStatus()) {
            case 401 -> "This needs an account.";
            case 403 -> "This is not open to your account.";
            case 404 -> "There is nothing at this address.";
            case 413 -> "That was too much to send.";
            case 429 -> "Too many requests in a short time.";
            default -> getStatus() < 500 ? "The portal could not do that." : "The portal failed to answer.";
        };
    }

    /** The reason, when a page gave one; the text of an exception is never shown. */
    public String getSentence() {
        if (request.getAttribute(SENTENCE) instanceof String sentence
                && request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) == null) {
            return sentence;
        }
        return switch (getStatus()) {
            case 401 -> "Sign in and come back to it.";
            case 403 -> "An administrator can change what your account may do.";
            case 404 -> "The link may be old, or the address has a typing error.";
            case 413 ->
                "A model may have 64 MiB; a larger one can be measured with the command line on its own machine.";
            case 429 -> "Wait a minute and try again.";
            default ->
                getStatus() < 500
                        ? "Go back and try again."
                        : "The cause is in the log of the portal" + incident() + ".";
        };
    }

    private String incident() {
        return request.getAttribute("incident") instanceof String number ? " under the number " + number : "";
    }

    public String getConsequence() {
        return getStatus() < 500
                ? "Nothing was changed."
                : "Nothing that was stored is lost, and runs go on. Try again in a moment; tell the operator if it stays.";
    }
}
