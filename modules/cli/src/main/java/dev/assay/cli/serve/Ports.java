package dev.assay.cli.serve;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/** Ports: whether one is free, and a free one. */
final class Ports {
    private Ports() {}

    /** The port itself, or a free one for 0; refuses one that another program listens on. */
    static int claim(String bind, int port) throws CannotStart, IOException {
        InetAddress address;
        try {
            address = InetAddress.getByName(bind);
        } catch (UnknownHostException e) {
            throw new CannotStart("'" + bind + "' is not an address of this machine; choose another with --bind.", e);
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(address, port));
            return probe.getLocalPort();
        } catch (BindException e) {
            String reason = String.valueOf(e.getMessage());
            if (reason.contains("assign")) {
                throw new CannotStart(
                        "'" + bind + "' is not an address of this machine; choose another with --bind.", e);
            }
            if (reason.contains("denied")) {
                throw new CannotStart(
                        "This user may not listen on port " + port + "; choose one above 1023 with --port.", e);
            }
            throw new CannotStart(
                    "Port " + port + " on " + bind + " is in use by another program; choose another with --port.", e);
        }
    }
}
