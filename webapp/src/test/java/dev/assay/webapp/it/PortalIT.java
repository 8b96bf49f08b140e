package dev.assay.webapp.it;

import dev.assay.webapp.api.DeskApplication;
import dev.assay.webapp.api.DeskResource;
import java.io.File;
import java.net.URI;
import java.net.URL;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** The built application on Payara Micro, started once for all stories; each builds on what the earlier ones left. */
@ExtendWith(ArquillianExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PortalIT implements AccountStories, RestStories, AgentStories, FileStories, PageStories {
    @ArquillianResource
    URL url;

    @Deployment(testable = false)
    static WebArchive application() {
        return ShrinkWrap.createFromZipFile(WebArchive.class, new File(System.getProperty("assay.war")))
                .addClasses(DeskApplication.class, DeskResource.class);
    }

    @Override
    public URI base() {
        // The server tells the address of the machine, but listens on the loopback address only.
        return URI.create("http://127.0.0.1:" + url.getPort() + "/");
    }
}
