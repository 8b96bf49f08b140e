package dev.assay.webapp.api;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** REST for people's programs and the command line. */
@ApplicationPath("/api/v1")
public class RestApplication extends Application {
    /** Everything that answers; the description of the interface is made from the same list. */
    static final List<Class<?>> RESOURCES = List.of(
            ModelsResource.class,
            DatasetsResource.class,
            ExperimentsResource.class,
            RunListResource.class,
            RunsResource.class,
            ExperimentFilesResource.class,
            CapsulesResource.class,
            CatalogueResource.class,
            ClaimsResource.class,
            CalibrationsResource.class,
            AdviceResource.class,
            DecisionsResource.class,
            TokensResource.class,
            OpenApiResource.class);

    /** Bodies and errors, shared with the protocol of the agents. */
    static final List<Class<?>> PROVIDERS = List.of(
            WireBody.class,
            RefusalMapper.class,
            WireMapper.class,
            HttpMapper.class,
            DatabaseMapper.class,
            LastResortMapper.class,
            ProblemPlace.class);

    @Override
    public Set<Class<?>> getClasses() {
        Set<Class<?>> classes = new LinkedHashSet<>(RESOURCES);
        classes.addAll(PROVIDERS);
        return classes;
    }
}
