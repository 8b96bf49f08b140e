package dev.assay.tests.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.assay.tests.Checkout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The compiled classes of every module, the WAR's included, read once from where the build puts them. */
final class ProductClasses {
    private static final JavaClasses ALL = read();

    private ProductClasses() {}

    static JavaClasses all() {
        return ALL;
    }

    private static JavaClasses read() {
        List<Path> directories = Checkout.modules().stream()
                .map(module -> module.resolve("target/classes"))
                .filter(Files::isDirectory)
                .toList();
        return new ClassFileImporter().importPaths(directories);
    }
}
