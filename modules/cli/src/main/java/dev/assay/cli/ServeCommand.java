package dev.assay.cli;

import dev.assay.cli.serve.Announcer;
import dev.assay.cli.serve.CannotStart;
import dev.assay.cli.serve.DataDirectory;
import dev.assay.cli.serve.Serve;
import dev.assay.cli.serve.ServeSettings;
import dev.assay.cli.serve.StartFailed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code assay serve}. */
@Command(
        name = "serve",
        description = {
            "Start the portal with its own PostgreSQL and make this machine its first device.",
            "Everything it keeps is in the data directory. With ASSAY_DB_URL, ASSAY_DB_USER and ASSAY_DB_PASSWORD in the"
                    + " environment it uses that PostgreSQL instead."
        },
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    private static final int LAST_PORT = 65_535;

    private final Terminal terminal;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port of the portal (default: ${DEFAULT-VALUE}); 0 takes a free one.")
    private int port = 8080;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory; $ASSAY_DATA or .assay in the working directory when left out.")
    private @Nullable Path data;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description = "Address to listen on (default: ${DEFAULT-VALUE}); 0.0.0.0 opens the portal to the network.")
    private String bind = "127.0.0.1";

    ServeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws BadInput, JobFailed, IOException, InterruptedException {
        if (port < 0 || port > LAST_PORT) {
            throw new BadInput("--port is a number from 0 to " + LAST_PORT + ", not " + port + ".");
        }
        var settings = new ServeSettings(port, bind, Distribution.home().toAbsolutePath(), System.getenv());
        try {
            DataDirectory directory = DataDirectory.open(data == null ? Distribution.data() : data);
            Serve serve = new Serve(settings, directory, announcer());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(serve), "stops everything"));
            Serve.Started started = serve.start();
            terminal.line("Assay is ready: " + started.address());
            started.welcome()
                    .ifPresent(link -> terminal.line("Become its administrator (this link works once): " + link));
            terminal.note(String.format(
                    Locale.ROOT,
                    "ready after %.1f s; data and logs are in %s; Ctrl+C stops it.",
                    started.seconds(),
                    directory.root()));
            new CountDownLatch(1).await(); // a signal ends this process, and the hook above everything else
            return ExitCode.DONE;
        } catch (CannotStart e) {
            throw new BadInput(String.valueOf(e.getMessage()), e);
        } catch (StartFailed e) {
            throw new JobFailed(String.valueOf(e.getMessage()), e);
        }
    }

    private Announcer announcer() {
        return new Announcer() {
            @Override
            public void news(String sentence) {
                terminal.note(sentence);
            }

            @Override
            public void progress(String label, String detail) {
                terminal.progress(label, detail, -1);
            }
        };
    }

    private void stop(Serve serve) {
        try {
            serve.close();
        } catch (IOException e) {
            terminal.note("The data directory could not be given back: " + e.getMessage());
        }
        terminal.clear();
    }
}
