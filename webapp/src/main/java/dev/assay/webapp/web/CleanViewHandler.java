package dev.assay.webapp.web;

import jakarta.faces.application.ViewHandler;
import jakarta.faces.application.ViewHandlerWrapper;
import jakarta.faces.component.UIViewRoot;
import jakarta.faces.context.FacesContext;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;

/** A form posts to the clean address that the page was asked for with, not to the view behind it. */
public class CleanViewHandler extends ViewHandlerWrapper {

    public CleanViewHandler(ViewHandler wrapped) {
        super(wrapped);
    }

    @Override
    public String getActionURL(FacesContext context, String viewId) {
        UIViewRoot current = context.getViewRoot();
        if (current != null
                && viewId.equals(current.getViewId())
                && context.getExternalContext().getRequest() instanceof HttpServletRequest request
                && request.getAttribute(RequestDispatcher.FORWARD_REQUEST_URI) instanceof String uri) {
            return uri;
        }
        return super.getActionURL(context, viewId);
    }
}
