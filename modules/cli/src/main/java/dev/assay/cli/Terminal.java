package dev.assay.cli;

import dev.assay.protocol.Wire;
import jakarta.json.Json;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonGenerator;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Standard output for results, standard error for everything else. */
public final class Terminal {
    private static final int BAR_WIDTH = 30;

    private final PrintStream out;
    private final PrintStream err;
    private final boolean interactive;
    private int drawn;
    private String lastPlain = "";

    /** @param interactive whether a person watches standard error, so that a line may be redrawn */
    public Terminal(PrintStream out, PrintStream err, boolean interactive) {
        this.out = out;
        this.err = err;
        this.interactive = interactive;
    }

    PrintWriter outWriter() {
        return new PrintWriter(out, true, StandardCharsets.UTF_8);
    }

    PrintWriter errWriter() {
        return new PrintWriter(err, true, StandardCharsets.UTF_8);
    }

    PrintStream err() {
        return err;
    }

    /** A line of the result. */
    public synchronized void line(String text) {
        clear();
        out.println(text);
    }

    /** The result as one JSON document, indented, in UTF-8. */
    public synchronized void json(@Nullable Object value) {
        clear();
        JsonValue json = Wire.toJson(value);
        var text = new StringWriter();
        try (var writer = Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
                .createWriter(text)) {
            writer.write(json);
        }
        out.println(text.toString().strip());
    }

    /** A sentence for the person, never part of the result. */
    public synchronized void note(String sentence) {
        clear();
        err.println("assay: " + sentence);
    }

    /**
     * Progress of long work: a bar on a terminal; elsewhere a plain line whenever the label changes.
     *
     * @param share done so far, 0 to 1; negative when nobody can know
     */
    public void progress(String label, double share) {
        progress(label, "", share);
    }

    /** The same with something that changes all the time, for terminals only. */
    public synchronized void progress(String label, String detail, double share) {
        if (!interactive) {
            if (!label.equals(lastPlain)) {
                err.println("assay: " + label);
                lastPlain = label;
            }
            return;
        }
        String bar = "";
        if (share >= 0) {
            int filled = (int) Math.round(Math.min(1, share) * BAR_WIDTH);
            bar = " [" + "#".repeat(filled) + " ".repeat(BAR_WIDTH - filled) + "] "
                    + Math.round(Math.min(1, share) * 100) + " %";
        }
        String text = "assay: " + label + (detail.isEmpty() ? "" : " (" + detail + ")") + bar;
        err.print("\r" + text + " ".repeat(Math.max(0, drawn - text.length())));
        err.flush();
        drawn = text.length();
    }

    /** Removes the progress line. */
    public synchronized void clear() {
        if (drawn > 0) {
            err.print("\r" + " ".repeat(drawn) + "\r");
            err.flush();
            drawn = 0;
        }
    }
}
