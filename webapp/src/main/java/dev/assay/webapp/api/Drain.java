package dev.assay.webapp.api;

import java.io.IOException;
import java.io.InputStream;

/**
 * Reads and forgets the rest of a body that was refused: a client that is still sending when the connection closes often
 * never sees the answer. Bounded, so that an endless body ends too.
 */
final class Drain {
    private static final System.Logger LOG = System.getLogger(Drain.class.getName());
    private static final long MOST = 16L << 20;

    private Drain() {}

    static void rest(InputStream in) {
        byte[] buffer = new byte[1 << 16];
        long read = 0;
        try {
            int n;
            while (read < MOST && (n = in.read(buffer)) >= 0) {
                read += n;
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "The sender went away before the answer", e);
        }
    }
}
