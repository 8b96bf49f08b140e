package dev.assay.worker;

import java.io.IOException;
import java.util.function.Consumer;

/** Makes this machine a device of a portal: leases jobs over HTTP, runs them one at a time, hands results back. */
public final class Agent {
    public Agent(AgentConfig config, Consumer<AgentNews> news) {
        throw new UnsupportedOperationException(config + " " + news);
    }

    /** Works until {@link #stop()} or until the portal refuses this device for good. */
    public AgentExit run() throws IOException, InterruptedException {
        throw new UnsupportedOperationException();
    }

    /** Ends {@link #run()} soon; a running job is stopped and reported as lost so that it is tried again. */
    public void stop() {
        throw new UnsupportedOperationException();
    }
}
