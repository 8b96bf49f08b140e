package dev.assay.webapp.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;

/** The address of the portal as its users see it: {@code ASSAY_BASE_URL}, else the one this request came to. */
@RequestScoped
public class PortalAddress {
    @Inject
    HttpServletRequest request;

    /** Without a slash at the end. */
    public String get() {
        String configured = System.getenv("ASSAY_BASE_URL");
        if (configured != null && !configured.isBlank()) {
            return configured.strip().replaceAll("/+$", "");
        }
        String url = request.getRequestURL().toString();
        return url.substring(0, url.length() - request.getRequestURI().length());
    }
}
