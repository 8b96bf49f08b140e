package dev.assay.worker.portal;

import dev.assay.protocol.JobRef;
import dev.assay.protocol.JobResult;
import dev.assay.protocol.Wire;
import dev.assay.protocol.WireException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What must survive the end of this process: which jobs are running (the journal), and which results are not delivered
 * yet. A result whose lease was lost is kept aside for a while and never sent.
 */
public final class Spool {
    private static final int KEPT_LATE = 20;

    private record Journal(List<JobRef> running) {}

    private static final String MODEL = ".onnx";

    private final Path journal;
    private final Path pending;
    private final Path late;

    private Spool(Path directory) {
        this.journal = directory.resolve("journal.json");
        this.pending = directory.resolve("results");
        this.late = directory.resolve("late");
    }

    public static Spool open(Path directory) throws IOException {
        Spool spool = new Spool(directory);
        Files.createDirectories(spool.pending);
        Files.createDirectories(spool.late);
        return spool;
    }

    /** Jobs that were running when this was last written. */
    public synchronized List<JobRef> running() throws IOException {
        if (!Files.exists(journal)) {
            return List.of();
        }
        try {
            return Wire.read(Files.readString(journal), Journal.class).running();
        } catch (WireException e) {
            throw new IOException("The journal " + journal + " is damaged; remove it, its jobs will be run again.", e);
        }
    }

    public synchronized void started(JobRef job) throws IOException {
        List<JobRef> running = new ArrayList<>(running());
        running.add(job);
        writeJournal(running);
    }

    public synchronized void ended(JobRef job) throws IOException {
        List<JobRef> running = new ArrayList<>(running());
        running.remove(job);
        writeJournal(running);
    }

    /** Keeps a result until it is delivered; the bytes are the ones to send, always the same. */
    public byte[] keep(JobRef job, JobResult result) throws IOException {
        byte[] body = Wire.write(result).getBytes(StandardCharsets.UTF_8);
        DurableFile.write(file(pending, job), body);
        return body;
    }

    public boolean holds(JobRef job) {
        return Files.exists(file(pending, job));
    }

    /** Results not delivered yet. */
    public List<JobRef> pending() throws IOException {
        List<JobRef> jobs = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(pending, "*.json")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                int at = name.lastIndexOf('_');
                jobs.add(new JobRef(
                        name.substring(0, at),
                        Long.parseLong(name.substring(at + 1, name.length() - ".json".length()))));
            }
        }
        return jobs;
    }

    public byte[] body(JobRef job) throws IOException {
        return Files.readAllBytes(file(pending, job));
    }

    public void delivered(JobRef job) throws IOException {
        Files.deleteIfExists(file(pending, job));
    }

    /** Keeps a result aside that the portal will not take any more. */
    public void late(JobRef job) throws IOException {
        if (holds(job)) {
            Files.move(file(pending, job), file(late, job), StandardCopyOption.REPLACE_EXISTING);
        }
        List<Path> kept = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(late, "*.json")) {
            files.forEach(kept::add);
        }
        kept.sort(Comparator.comparingLong(file -> file.toFile().lastModified()));
        for (Path oldest : kept.subList(0, Math.max(0, kept.size() - KEPT_LATE))) {
            Files.deleteIfExists(oldest);
        }
    }

    private void writeJournal(List<JobRef> running) throws IOException {
        DurableFile.write(journal, Wire.write(new Journal(running)).getBytes(StandardCharsets.UTF_8));
    }

    /** Where the rewritten model of a job waits until it was offered. */
    public Path model(JobRef job) {
        return pending.resolve(job.jobId() + "_" + job.epoch() + MODEL);
    }

    /** Removes the rewritten model of a job, if there is one. */
    public void dropModel(JobRef job) {
        try {
            Files.deleteIfExists(model(job));
        } catch (IOException e) {
            System.getLogger(Spool.class.getName())
                    .log(System.Logger.Level.WARNING, "A rewritten model could not be removed: {0}", e.getMessage());
        }
    }

    private static Path file(Path directory, JobRef job) {
        if (!job.jobId().matches("[A-Za-z0-9-]{1,64}")) {
            throw new IllegalArgumentException("Not a job id");
        }
        return directory.resolve(job.jobId() + "_" + job.epoch() + ".json");
    }
}
