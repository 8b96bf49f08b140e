package dev.assay.worker;

import dev.assay.protocol.ArtifactRef;
import dev.assay.protocol.Assignment;
import dev.assay.protocol.CalibrationRef;
import dev.assay.protocol.DatasetRef;
import dev.assay.protocol.Failure;
import dev.assay.protocol.FailureClass;
import dev.assay.protocol.JobRef;
import dev.assay.protocol.JobResult;
import dev.assay.protocol.JobSpec;
import dev.assay.protocol.Outcome;
import dev.assay.protocol.Phase;
import dev.assay.worker.portal.ArtifactCache;
import dev.assay.worker.portal.PortalRefusal;
import dev.assay.worker.portal.PortalUnreachable;
import dev.assay.worker.portal.Spool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One job from its assignment to the portal's receipt: fetch the files, run, keep the result, hand it in. */
final class JobThread implements Runnable {
    private final LeasedJob job;
    private final JobMachine machine;
    private final ArtifactCache cache;
    private final Spool spool;
    private final Delivery delivery;
    private final BooleanSupplier stopping;
    private final Consumer<AgentNews> news;

    JobThread(
            LeasedJob job,
            JobMachine machine,
            ArtifactCache cache,
            Spool spool,
            Delivery delivery,
            BooleanSupplier stopping,
            Consumer<AgentNews> news) {
        this.job = job;
        this.machine = machine;
        this.cache = cache;
        this.spool = spool;
        this.delivery = delivery;
        this.stopping = stopping;
        this.news = news;
    }

    @Override
    public void run() {
        JobRef ref = job.ref();
        JobSpec spec = job.assignment().spec();
        String what = spec.probes() == null
                ? spec.modelName() + " as " + spec.scheme().name()
                : "the calibration of this device";
        news.accept(new AgentNews(AgentNews.Kind.JOB_STARTED, "Running " + what + "."));
        try {
            spool.started(ref);
            JobResult result = result();
            spool.keep(ref, result);
            spool.ended(ref);
            job.progress(new JobProgress(Phase.UPLOADING, 0.99, "Handing in the result"));
            String fate = delivery.deliver(ref, job);
            if (fate.isEmpty()) {
                fate = delivery.offer(ref, result);
            }
            spool.dropModel(ref);
            Failure failure = result.failure();
            String outcome = failure == null
                    ? result.outcome() == Outcome.SUCCEEDED ? " is done" : " was cancelled"
                    : " failed: " + failure.message();
            news.accept(new AgentNews(AgentNews.Kind.JOB_ENDED, what + outcome + (fate.isEmpty() ? "" : " " + fate)));
        } catch (IOException e) {
            news.accept(new AgentNews(
                    AgentNews.Kind.WARNING,
                    "The result of " + what + " could not be kept: " + e.getMessage()
                            + ". The portal will try it again."));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            spool.dropModel(ref);
            job.finish();
        }
    }

    private JobResult result() {
        Assignment assignment = job.assignment();
        long epoch = assignment.epoch();
        JobResult result;
        try {
            JobFiles files = files(assignment);
            result = machine.run(epoch, assignment.spec(), files, job::progress, job.cancellation());
        } catch (PortalRefusal | PortalUnreachable e) {
            result = infra(epoch, "NETWORK", "This device could not fetch the job's files: " + e.getMessage());
        } catch (IOException e) {
            result = infra(epoch, "DISK", "This device could not keep the job's files: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return infra(epoch, "DEVICE_LOST", "The agent was stopped during the run; it will be tried again.");
        } catch (RuntimeException e) {
            System.getLogger(JobThread.class.getName()).log(System.Logger.Level.ERROR, "A job broke its agent", e);
            return infra(epoch, "INTERNAL", "The agent failed in an unexpected way: " + e);
        }
        if (stopping.getAsBoolean() && result.outcome() == Outcome.CANCELED) {
            return infra(epoch, "DEVICE_LOST", "The agent was stopped during the run; it will be tried again.");
        }
        if (job.cancellation().isRequested() && result.outcome() == Outcome.FAILED) {
            return new JobResult(epoch, Outcome.CANCELED, null, null);
        }
        return result;
    }

    private JobFiles files(Assignment assignment) throws IOException, PortalRefusal, InterruptedException {
        JobSpec spec = assignment.spec();
        if (spec.probes() != null) {
            return JobFiles.of(Path.of("")); // probes are made where they run
        }
        DatasetRef dataset = spec.workload().dataset();
        Set<String> keep = new HashSet<>();
        keep.add(spec.model().sha256());
        if (dataset != null) {
            keep.add(dataset.data().sha256());
            if (dataset.tokenizer() != null) {
                keep.add(dataset.tokenizer().sha256());
            }
        }
        CalibrationRef calibration = spec.calibration();
        DatasetRef examples = calibration == null ? null : calibration.dataset();
        if (examples != null) {
            keep.add(examples.data().sha256());
            if (examples.tokenizer() != null) {
                keep.add(examples.tokenizer().sha256());
            }
        }
        job.progress(new JobProgress(Phase.DOWNLOADING, 0, "Fetching the model"));
        Path model = fetch(spec.model(), keep);
        return new JobFiles(
                        model,
                        data(dataset, keep),
                        tokenizer(dataset, keep),
                        data(examples, keep),
                        tokenizer(examples, keep),
                        null)
                .keeping(spool.model(job.ref()));
    }

    private @Nullable Path data(@Nullable DatasetRef dataset, Set<String> keep)
            throws IOException, PortalRefusal, InterruptedException {
        return dataset == null ? null : fetch(dataset.data(), keep);
    }

    private @Nullable Path tokenizer(@Nullable DatasetRef dataset, Set<String> keep)
            throws IOException, PortalRefusal, InterruptedException {
        return dataset == null || dataset.tokenizer() == null ? null : fetch(dataset.tokenizer(), keep);
    }

    private Path fetch(@Nullable ArtifactRef artifact, Set<String> keep)
            throws IOException, PortalRefusal, InterruptedException {
        if (artifact == null) {
            throw new IOException("an artifact has no name");
        }
        return cache.fetch(artifact, job.assignment().jobToken(), keep, job.cancellation()::isRequested);
    }

    private static JobResult infra(long epoch, String code, String message) {
        return new JobResult(epoch, Outcome.FAILED, new Failure(FailureClass.INFRA, code, message), null);
    }
}
