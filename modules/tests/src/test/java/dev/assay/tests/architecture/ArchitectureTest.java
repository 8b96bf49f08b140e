package dev.assay.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.assay.tests.Checkout;
import dev.assay.tests.architecture.Rules.Held;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {
    private static final String FIXTURES = "dev.assay.tests.fixtures";

    @TestFactory
    Stream<DynamicTest> theProductKeepsTheRules() {
        return new Rules("dev.assay")
                .all().stream()
                        .map(held -> DynamicTest.dynamicTest(
                                held.rule().getDescription(), () -> held.rule().check(ProductClasses.all())));
    }

    @TestFactory
    Stream<DynamicTest> everyRuleRejectsItsFixtures() {
        return new Rules(FIXTURES)
                .all().stream()
                        .flatMap(held -> held.fixtures().stream()
                                .map(fixture -> DynamicTest.dynamicTest(fixture, () -> rejects(held, fixture))));
    }

    @Test
    void everyRuleHasAFixture() {
        assertThat(new Rules(FIXTURES).all())
                .allSatisfy(held -> assertThat(held.fixtures()).isNotEmpty());
    }

    /** A rule that looks at nothing would pass: the classes of every module with sources have to be there. */
    @Test
    void theClassesOfEveryModuleAreLookedAt() {
        List<String> withSources = Checkout.modules().stream()
                .filter(module -> module.resolve("src/main/java").toFile().isDirectory())
                .map(Path::getFileName)
                .map(Path::toString)
                .toList();
        List<String> seen = ProductClasses.all().stream()
                .map(JavaClass::getPackageName)
                .map(name -> name.split("\\.", -1)[2])
                .distinct()
                .toList();
        assertThat(seen).containsAll(withSources).contains("onnx", "protocol", "learning");
    }

    /** The rules about entities look at real ones, and the provider, which searches nothing, is told each of them. */
    @Test
    void everyEntityIsListedForTheProvider() throws IOException {
        List<String> entities = ProductClasses.all().stream()
                .filter(type -> type.isAnnotatedWith("jakarta.persistence.Entity"))
                .map(JavaClass::getName)
                .toList();
        String unit =
                Files.readString(Checkout.root().resolve("modules/portal/src/main/resources/META-INF/persistence.xml"));
        List<String> listed = Pattern.compile("<class>(.+?)</class>")
                .matcher(unit)
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(entities).isNotEmpty().containsExactlyInAnyOrderElementsOf(listed);
    }

    private static void rejects(Held held, String fixture) {
        // the innocent class keeps a rule from passing over an empty set, which ArchUnit reports as another error
        Class<?>[] types = Stream.concat(Arrays.stream(fixture.split("\\+", -1)), Stream.of("content.Innocent"))
                .map(name -> load(FIXTURES + "." + name))
                .toArray(Class<?>[]::new);
        JavaClasses classes = new ClassFileImporter().importClasses(types);
        assertThat(held.rule().evaluate(classes).hasViolation())
                .as("\"%s\" must reject %s", held.rule().getDescription(), fixture)
                .isTrue();
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("There is no fixture " + name, e);
        }
    }
}
