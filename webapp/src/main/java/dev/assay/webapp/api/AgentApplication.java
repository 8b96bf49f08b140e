package dev.assay.webapp.api;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.LinkedHashSet;
import java.util.Set;

/** The protocol of the agents. */
@ApplicationPath("/agent/v1")
public class AgentApplication extends Application {
    @Override
    public Set<Class<?>> getClasses() {
        Set<Class<?>> classes = new LinkedHashSet<>(RestApplication.PROVIDERS);
        classes.add(AgentProofResource.class);
        classes.add(AgentWorkResource.class);
        return classes;
    }
}
