package dev.assay.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.tests.Checkout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The poms say the same as the table, and the table has no cycle. */
class ModuleGraphTest {

    @Test
    void theTableNamesEveryModule() throws Exception {
        assertThat(declared().keySet()).isEqualTo(Modules.ALLOWED.keySet());
    }

    @Test
    void thePomsAskForNothingElse() throws Exception {
        declared()
                .forEach((module, uses) -> assertThat(Modules.ALLOWED.get(module))
                        .as("modules that %s may use", module)
                        .containsAll(uses));
    }

    @Test
    void theTableHasNoCycle() {
        Set<String> above = new TreeSet<>();
        Modules.ALLOWED.forEach((module, uses) -> {
            assertThat(above).as("modules above %s", module).containsAll(uses);
            above.add(module);
        });
    }

    /** Module to the modules of ours that its pom declares outside of tests. */
    private static Map<String, Set<String>> declared() throws IOException, ParserConfigurationException, SAXException {
        Map<String, Set<String>> graph = new LinkedHashMap<>();
        for (Path module : Checkout.modules()) {
            Element project = DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(module.resolve("pom.xml").toFile())
                    .getDocumentElement();
            Set<String> uses = new TreeSet<>();
            NodeList dependencies = project.getElementsByTagName("dependency");
            for (int i = 0; i < dependencies.getLength(); i++) {
                Element dependency = (Element) dependencies.item(i);
                if (text(dependency, "groupId").equals("dev.assay")
                        && !text(dependency, "scope").equals("test")) {
                    uses.add(text(dependency, "artifactId").replace("assay-", ""));
                }
            }
            graph.put(module.getFileName().toString(), uses);
        }
        return graph;
    }

    private static String text(Element parent, String child) {
        NodeList found = parent.getElementsByTagName(child);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent().strip();
    }
}
