package dev.assay.webapp.api;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.LinkedHashSet;
import java.util.Set;

/** Added to the application under test: the sign-in desk over plain HTTP, as the pages use it. */
@ApplicationPath("/test-desk")
public class DeskApplication extends Application {
    @Override
    public Set<Class<?>> getClasses() {
        Set<Class<?>> classes = new LinkedHashSet<>(RestApplication.PROVIDERS);
        classes.add(DeskResource.class);
        return classes;
    }
}
