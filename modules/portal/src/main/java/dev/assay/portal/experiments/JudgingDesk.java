package dev.assay.portal.experiments;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.UUID;

/** Judges experiments when their last run ended; can be asked again after the rules changed. */
@ApplicationScoped
@Transactional
public class JudgingDesk {
    @Inject
    ExperimentRows rows;

    @Inject
    Judging judging;

    /** Experiments that wait for a judgement, oldest first. */
    public List<UUID> waiting() {
        return rows.toJudge(50);
    }

    /** Judges an experiment that still waits for it, unless somebody else is at it or was faster. */
    public void judgeOnce(UUID experiment) {
        if (rows.takeUnjudged(experiment)) {
            judging.judge(experiment);
        }
    }

    /** Judges one experiment under the rules in force, again if it was judged before. */
    public void judge(UUID experiment) {
        judging.judge(experiment);
    }
}
