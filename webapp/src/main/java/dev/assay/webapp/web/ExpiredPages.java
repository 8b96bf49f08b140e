package dev.assay.webapp.web;

import jakarta.faces.FacesException;
import jakarta.faces.application.ViewExpiredException;
import jakarta.faces.context.ExceptionHandler;
import jakarta.faces.context.ExceptionHandlerFactory;
import jakarta.faces.context.ExceptionHandlerWrapper;
import jakarta.faces.context.FacesContext;
import jakarta.faces.event.ExceptionQueuedEvent;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * A form that was open longer than the server remembers it (a restart, a session that ended, too many open pages) is
 * shown again with a sentence, instead of as an error.
 */
public class ExpiredPages extends ExceptionHandlerFactory {
    public ExpiredPages(ExceptionHandlerFactory wrapped) {
        super(wrapped);
    }

    @Override
    public ExceptionHandler getExceptionHandler() {
        return new Handler(getWrapped().getExceptionHandler());
    }

    private static final class Handler extends ExceptionHandlerWrapper {
        Handler(ExceptionHandler wrapped) {
            super(wrapped);
        }

        @Override
        public void handle() throws FacesException {
            Iterator<ExceptionQueuedEvent> events =
                    getUnhandledExceptionQueuedEvents().iterator();
            while (events.hasNext()) {
                if (expired(events.next().getContext().getException())) {
                    events.remove();
                    showAgain();
                }
            }
            super.handle();
        }

        private static boolean expired(@Nullable Throwable thrown) {
            for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
                if (cause instanceof ViewExpiredException) {
                    return true;
                }
            }
            return false;
        }

        private static void showAgain() {
            FacesContext context = FacesContext.getCurrentInstance();
            Object asked = context.getExternalContext().getRequestMap().get(RequestDispatcher.FORWARD_REQUEST_URI);
            boolean remembered = context.getExternalContext().getRequest() instanceof HttpServletRequest request
                    && request.getRequestedSessionId() != null;
            Answers.refuse(
                    remembered
                            ? "This page had been open for too long, so nothing was sent or changed; please try again."
                            : "Your browser sent no cookie of this portal along, without which a form cannot be told from a"
                                    + " forged one; nothing was sent or changed. Allow cookies for this address and try"
                                    + " again.");
            try {
                Answers.redirect(SignInPages.safeNext(asked == null ? null : asked.toString()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
