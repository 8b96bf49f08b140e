package dev.assay.portal;

/**
 * The application was deployed and the server's resources can be looked up; work in the background may begin. The web
 * application fires it: the container's own event comes before resources are there.
 */
public record PortalStarted() {}
