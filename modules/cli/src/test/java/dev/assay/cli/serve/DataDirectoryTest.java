package dev.assay.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    Path temporary;

    @Test
    void oneHolderAtATimeAndTheSecondIsToldWho() throws Exception {
        Path root = temporary.resolve("data");
        try (DataDirectory first = DataDirectory.open(root)) {
            first.describeHolder("http://127.0.0.1:1234");
            assertThatThrownBy(() -> DataDirectory.open(root))
                    .isInstanceOf(CannotStart.class)
                    .hasMessageContaining("in use by another 'assay serve'")
                    .hasMessageContaining("http://127.0.0.1:1234")
                    .hasMessageContaining("--data");
        }
        DataDirectory.open(root).close();
    }

    @Test
    void othersMayNotListItOrReadWhatIsInside() throws Exception {
        Path root = temporary.resolve("a/b");
        try (DataDirectory data = DataDirectory.open(root)) {
            assertThat(Files.getPosixFilePermissions(root))
                    .doesNotContain(
                            PosixFilePermission.OTHERS_READ,
                            PosixFilePermission.OTHERS_WRITE,
                            PosixFilePermission.GROUP_READ);
            assertThat(Files.getPosixFilePermissions(data.directory("logs")))
                    .isEqualTo(Set.of(
                            PosixFilePermission.OWNER_READ,
                            PosixFilePermission.OWNER_WRITE,
                            PosixFilePermission.OWNER_EXECUTE));
            Credentials credentials = new Credentials("http://127.0.0.1:1", "secret");
            credentials.write(root);
            assertThat(Files.getPosixFilePermissions(root.resolve("credentials.json")))
                    .isEqualTo(Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
            assertThat(Credentials.read(root)).contains(credentials);
            assertThat(credentials.toString()).doesNotContain("secret");
        }
    }

    @Test
    void aFileInItsPlaceIsExplained() throws Exception {
        Path file = Files.createFile(temporary.resolve("file"));
        assertThatThrownBy(() -> DataDirectory.open(file.resolve("data")))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("--data");
    }
}
