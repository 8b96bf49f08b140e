package dev.assay.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code assay} command; every subcommand is a class of its own. */
@Command(
        name = "assay",
        description = "Test models, precisions and hardware; learn why the numbers are what they are.",
        mixinStandardHelpOptions = true,
        versionProvider = ProductVersion.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ServeCommand.class,
            ModelsCommand.class,
            InspectCommand.class,
            QuantizeCommand.class,
            BenchCommand.class,
            ReplayCommand.class,
            CalibrateCommand.class,
            SubmitCommand.class,
            AdviseCommand.class,
            AgentCommand.class,
            TestCommand.class,
            CompletionCommand.class
        })
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Logging.toStandardError();
        // Output is UTF-8 whatever the locale: JSON must be, and sentences had better be.
        System.exit(run(arguments, System.out, System.err));
    }

    /** Runs one command line; returns its exit code (see {@link ExitCode}). */
    static int run(String[] arguments, OutputStream out, OutputStream err) {
        var terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                // The launcher knows whether standard error is a terminal; Java has no portable way to ask.
                Boolean.getBoolean("assay.terminal"));
        return commandLine(terminal).execute(arguments);
    }

    static CommandLine commandLine(Terminal terminal) {
        return new CommandLine(new Main(), new CommandFactory(terminal))
                .setOut(terminal.outWriter())
                .setErr(terminal.errWriter())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler(new Failures(terminal));
    }
}
