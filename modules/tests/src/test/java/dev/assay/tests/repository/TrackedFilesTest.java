package dev.assay.tests.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.tests.Checkout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What must not slip into a file that everybody gets: addresses of one machine, download hosts, huge files. */
class TrackedFilesTest {
    private static final Set<String> UNTRACKED = Set.of(".git", "target", ".assay", ".idea", ".vscode", "node_modules");

    /** Hosts that serve packages; a build takes them from its own settings. */
    private static final Pattern REGISTRY_HOST = Pattern.compile(
            "(?i)(?<![\\w.])(repo1?|registry(-\\d)?|deb|files|central|oss|docker|ghcr|quay|[a-z0-9-]*nexus)"
                    + "\\.([a-z0-9-]+\\.)*(org|com|io|net)\\b");

    /** Directories that exist on one machine only. */
    private static final Pattern MACHINE_PATH =
            Pattern.compile("(?<![\\w.~$}*-])/(work|workspace|home/[a-z]\\w*|Users/\\w+|root/\\w+)/");

    @Test
    void noFileNamesAPackageRegistry() throws IOException {
        assertThat(lines(REGISTRY_HOST)).isEmpty();
    }

    @Test
    void noFileNamesAPathOfOneMachine() throws IOException {
        assertThat(lines(MACHINE_PATH)).isEmpty();
    }

    @Test
    void noSourceFileIsTooLongToRead() throws IOException {
        Map<Path, Integer> tooLong = new LinkedHashMap<>();
        for (Path file : tracked()) {
            // a test may be a long table of cases
            if (file.toString().endsWith(".java") && file.toString().contains("src/main/java")) {
                int lines = Files.readAllLines(file).size();
                if (lines > 400) {
                    tooLong.put(Checkout.root().relativize(file), lines);
                }
            }
        }
        assertThat(tooLong).isEmpty();
    }

    @Test
    void noFileIsTooLargeForTheRepository() throws IOException {
        List<Path> large = new ArrayList<>();
        for (Path file : tracked()) {
            if (Files.size(file) > 2L << 20) {
                large.add(Checkout.root().relativize(file));
            }
        }
        assertThat(large).isEmpty();
    }

    @Test
    void thePatternsFindWhatTheyAreFor() {
        // put together at run time, or this file would find itself
        assertThat("https://" + "registry." + "example.org/x").containsPattern(REGISTRY_HOST);
        assertThat("https://" + "my-" + "nexus." + "example.org/x").containsPattern(REGISTRY_HOST);
        assertThat("see /" + "home/jo/x").containsPattern(MACHINE_PATH);
        assertThat("cd /" + "work/main").containsPattern(MACHINE_PATH);
        assertThat("target/" + "work/x and $HOME/x and /usr/share/x").doesNotContainPattern(MACHINE_PATH);
    }

    private static List<String> lines(Pattern pattern) throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : tracked()) {
            String text = text(file);
            if (text != null && pattern.matcher(text).find()) {
                List<String> lines = text.lines().toList();
                for (int i = 0; i < lines.size(); i++) {
                    if (pattern.matcher(lines.get(i)).find()) {
                        found.add(Checkout.root().relativize(file) + ":" + (i + 1) + ": "
                                + lines.get(i).strip());
                    }
                }
            }
        }
        return found;
    }

    /** The text of a file, or null when it is no UTF-8 text. */
    private static String text(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i < Math.min(bytes.length, 8000); i++) {
            if (bytes[i] == 0) {
                return null;
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** Files outside of what .gitignore names; a source archive without .git is checked as well. */
    private static List<Path> tracked() throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(Checkout.root(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return UNTRACKED.contains(directory.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && !file.endsWith(".git")) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        assertThat(files).as("files of the checkout").hasSizeGreaterThan(50);
        return files;
    }
}
