package dev.assay.webapp.api;

import dev.assay.portal.PortalStarted;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

/** Tells the portal that it may begin. */
public class Startup implements ServletContextListener {
    private static final System.Logger LOG = System.getLogger(Startup.class.getName());

    @Inject
    Event<PortalStarted> started;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        started.fire(new PortalStarted());
        LOG.log(System.Logger.Level.INFO, "The portal has begun to work");
    }
}
