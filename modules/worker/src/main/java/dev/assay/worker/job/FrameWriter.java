package dev.assay.worker.job;

import dev.assay.protocol.Phase;
import dev.assay.protocol.Wire;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Writes frames to standard output, one a line. */
final class FrameWriter {
    private final PrintStream out;

    private FrameWriter(PrintStream out) {
        this.out = out;
    }

    /** Takes standard output over: what anything else prints goes to standard error. */
    static FrameWriter takeStandardOutput() {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        System.setOut(System.err);
        return new FrameWriter(out);
    }

    synchronized void send(Frame.Kind kind, Record body) {
        out.print(Wire.write(Frame.of(kind, body)) + "\n");
        out.flush();
    }

    void progress(Phase phase, double share, String note) {
        send(Frame.Kind.PROGRESS, new Frame.Progress(phase, Math.clamp(share, 0, 1), note));
    }
}
