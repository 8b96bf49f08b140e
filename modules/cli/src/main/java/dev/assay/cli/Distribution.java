package dev.assay.cli;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the product's files lie: {@code lib/*.jar}, {@code payara-micro.jar}, {@code assay.war}, {@code zoo/}. */
final class Distribution {
    private Distribution() {}

    /** {@code $ASSAY_HOME}, or the directory above the one that holds this class's jar. */
    static Path home() throws BadInput {
        String home = System.getProperty("assay.home", System.getenv("ASSAY_HOME"));
        if (home != null && !home.isEmpty()) {
            return Path.of(home);
        }
        try {
            var source = Distribution.class.getProtectionDomain().getCodeSource();
            Path jar = Path.of(source.getLocation().toURI());
            Path lib = jar.getParent();
            if (lib != null && lib.getParent() != null && Files.isDirectory(lib.resolveSibling("lib"))) {
                return lib.getParent();
            }
        } catch (URISyntaxException e) {
            throw new BadInput("The installation directory has a name Java cannot use; set ASSAY_HOME to it.", e);
        }
        throw new BadInput("The product's files were not found; start it with the script ./assay, or set ASSAY_HOME.");
    }

    /** The built-in models. */
    static Path zoo() throws BadInput {
        String zoo = System.getenv("ASSAY_ZOO");
        return zoo != null && !zoo.isEmpty() ? Path.of(zoo) : home().resolve("zoo");
    }

    /** The data directory that {@code serve} uses unless told otherwise. */
    static Path data() {
        String data = System.getenv("ASSAY_DATA");
        return Path.of(data != null && !data.isEmpty() ? data : ".assay");
    }

    /** Files that can be made again: extracted natives, files of running jobs. */
    static Path cache() {
        String cache = System.getenv("XDG_CACHE_HOME");
        return cache != null && !cache.isEmpty()
                ? Path.of(cache, "assay")
                : Path.of(System.getProperty("user.home"), ".cache", "assay");
    }
}
