package dev.assay.cli;

import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Where {@link System.Logger} and the libraries' logs go: warnings to standard error, one line each. */
final class Logging {
    // The log manager forgets loggers that nobody holds.
    private static final Logger ROOT = Logger.getLogger("");
    // The tokenizer library looks for graphics cards and complains where their driver is old; nothing here uses them.
    private static final Logger TOKENIZER_LIBRARY = Logger.getLogger("ai.djl");

    private Logging() {}

    static void toStandardError() {
        for (Handler handler : ROOT.getHandlers()) {
            ROOT.removeHandler(handler);
        }
        ConsoleHandler handler = new ConsoleHandler();
        handler.setFormatter(new OneLine());
        handler.setLevel(Level.WARNING);
        ROOT.addHandler(handler);
        ROOT.setLevel(Level.WARNING);
        TOKENIZER_LIBRARY.setLevel(Level.SEVERE);
    }

    private static final class OneLine extends Formatter {
        @Override
        public String format(LogRecord event) {
            Throwable thrown = event.getThrown();
            return "assay: " + Text.visible(formatMessage(event)) + (thrown == null ? "" : " (" + thrown + ")")
                    + System.lineSeparator();
        }
    }
}
