package dev.assay.db.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * As whom PostgreSQL runs: it refuses to be root.
 *
 * <p>An ordinary user runs it as himself. Root hands it to an unprivileged user where that user can reach the files, and
 * otherwise starts it in a user namespace, where it keeps root's files but none of root's powers.
 *
 * @param prefix what is put before the command
 * @param uid    owner of the files, or -1 to leave them alone
 */
record Identity(List<String> prefix, int uid, int gid) {
    private static final int NOBODY = 65534;

    /** Chooses for a directory that holds everything PostgreSQL must reach. */
    static Identity choose(Path directory) throws IOException, InterruptedException {
        if (ownUid() != 0) {
            return new Identity(List.of(), -1, -1);
        }
        Identity unprivileged = unprivileged(directory);
        Optional<Path> closed = firstClosed(directory, unprivileged);
        if (closed.isEmpty()) {
            return unprivileged;
        }
        if (Commands.succeeds("unshare", "--user", "true")) {
            return namespace();
        }
        throw new PostgresUnavailable("PostgreSQL must not run as root and user " + unprivileged.uid()
                + " may not enter " + closed.get() + "; nothing was changed. Choose a data directory that"
                + " everybody may enter, such as /var/lib/assay, or start as an ordinary user.");
    }

    /** Root without root's powers: the files stay root's. */
    static Identity namespace() {
        return new Identity(List.of("unshare", "--user", "--"), 0, 0);
    }

    /** Whether this is another user than the one who asks. */
    boolean foreign() {
        return uid > 0;
    }

    private static Identity unprivileged(Path directory) throws IOException {
        Path data = directory.resolve(EmbeddedPostgres.DATA);
        if (Files.exists(data)) {
            int owner = (int) Files.getAttribute(data, "unix:uid");
            if (owner != 0) {
                return of(owner, (int) Files.getAttribute(data, "unix:gid"));
            }
        }
        Map<String, int[]> users = new HashMap<>();
        Path passwd = Path.of("/etc/passwd");
        if (Files.isReadable(passwd)) {
            for (String line : Files.readAllLines(passwd)) {
                String[] fields = line.split(":", -1);
                if (fields.length > 3 && fields[2].matches("\\d+") && fields[3].matches("\\d+")) {
                    users.put(fields[0], new int[] {Integer.parseInt(fields[2]), Integer.parseInt(fields[3])});
                }
            }
        }
        int[] user = users.getOrDefault("postgres", users.getOrDefault("nobody", new int[] {NOBODY, NOBODY}));
        return of(user[0], user[1]);
    }

    private static Identity of(int uid, int gid) {
        return new Identity(
                List.of("setpriv", "--reuid", "" + uid, "--regid", "" + gid, "--clear-groups", "--"), uid, gid);
    }

    /** The first directory on the way that the user may not pass; the last one will belong to him. */
    private static Optional<Path> firstClosed(Path directory, Identity user) throws IOException {
        List<Path> way = new ArrayList<>();
        for (Path path = directory.toRealPath().getParent(); path != null; path = path.getParent()) {
            way.addFirst(path);
        }
        for (Path path : way) {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
            boolean owner = (int) Files.getAttribute(path, "unix:uid") == user.uid();
            boolean group = (int) Files.getAttribute(path, "unix:gid") == user.gid();
            PosixFilePermission needed = owner
                    ? PosixFilePermission.OWNER_EXECUTE
                    : group ? PosixFilePermission.GROUP_EXECUTE : PosixFilePermission.OTHERS_EXECUTE;
            if (!permissions.contains(needed)) {
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }

    /** The command as this identity. */
    List<String> command(List<String> command) {
        List<String> all = new ArrayList<>(prefix);
        all.addAll(command);
        return all;
    }

    /** Gives a file or a directory with everything in it to this identity. */
    void own(Path path) throws IOException {
        if (uid < 0 || !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(path)) {
            for (Path each : walk.toList()) {
                Files.setAttribute(each, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(each, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
            }
        }
    }

    private static int ownUid() throws IOException {
        return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }
}
