package dev.assay.cli;

import dev.assay.cli.rest.PortalClient;
import dev.assay.cli.rest.PortalRefused;
import dev.assay.cli.rest.PortalUnreachable;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Waits for an experiment, across restarts of the portal. */
final class Waiting {
    private static final long PAUSE_MILLIS = 700;
    /** The judgement follows the last run within a moment; a portal that does not judge is not waited for. */
    private static final int MOST_POLLS_FOR_JUDGEMENT = 40;

    private static final int MOST_FAILURES_IN_A_ROW = 40;

    private Waiting() {}

    static ExperimentDocument untilEnded(PortalClient client, ExperimentDocument created, Terminal terminal)
            throws IOException, InterruptedException, PortalRefused {
        ExperimentDocument experiment = created;
        int failures = 0;
        int pollsSinceEnd = 0;
        while (!experiment.hasEnded() || (!experiment.isJudged() && pollsSinceEnd++ < MOST_POLLS_FOR_JUDGEMENT)) {
            terminal.progress(experiment.progressLabel(), experiment.progressShare());
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            try {
                experiment = new ExperimentDocument(client.get("experiments/" + PortalClient.encode(created.id())));
                failures = 0;
            } catch (PortalUnreachable e) {
                if (++failures >= MOST_FAILURES_IN_A_ROW) {
                    throw e;
                }
                terminal.progress("the portal does not answer; the experiment is kept, waiting for its return", -1);
            } catch (PortalRefused e) {
                if (e.isBadInput() || ++failures >= MOST_FAILURES_IN_A_ROW) {
                    throw e;
                }
            }
        }
        terminal.clear();
        return experiment;
    }
}
