package dev.assay.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Where things are in a checkout. */
public final class Checkout {
    private Checkout() {}

    /** The directory of the root pom; surefire and failsafe start in that of this module. */
    public static Path root() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.isRegularFile(here.resolve("modules/onnx/pom.xml"))) {
            here = here.getParent();
            if (here == null) {
                throw new IllegalStateException("Start the tests inside a checkout of the product");
            }
        }
        return here;
    }

    /** Every directory with a pom, except the root and this one. */
    public static List<Path> modules() {
        List<Path> found = new ArrayList<>(List.of(root().resolve("db"), root().resolve("webapp")));
        try (Stream<Path> below = Files.list(root().resolve("modules"))) {
            below.filter(module -> Files.isRegularFile(module.resolve("pom.xml")))
                    .filter(module -> !module.endsWith("tests"))
                    .sorted()
                    .forEach(found::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    /** The distribution that the build assembles. */
    public static Path distribution() {
        return root().resolve("modules/cli/target/assay");
    }

    /** The directory of built-in models. */
    public static Path zoo() {
        return root().resolve("modules/content/target/zoo");
    }
}
