package dev.assay.cli;

import dev.assay.cli.rest.PortalUnreachable;
import dev.assay.learning.UnusableZoo;
import dev.assay.onnx.RejectedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns exceptions into one sentence on standard error and an exit code; the stack trace is shown on request. */
final class Failures implements IExecutionExceptionHandler {
    private final Terminal terminal;

    Failures(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        if (System.getenv("ASSAY_DEBUG") != null) {
            failure.printStackTrace(terminal.err());
        }
        return switch (failure) {
            case BadInput bad -> report(bad.getMessage(), ExitCode.BAD_INPUT);
            case JobFailed failed -> report(failed.getMessage(), ExitCode.FAILED);
            case RejectedModel rejected ->
                report(
                        "Rejected (" + rejected.code() + "): " + Text.visible(String.valueOf(rejected.getMessage())),
                        ExitCode.BAD_INPUT);
            case UnusableZoo zoo -> report(zoo.getMessage(), ExitCode.FAILED);
            case NoSuchFileException missing ->
                report("There is no file " + missing.getFile() + ".", ExitCode.BAD_INPUT);
            case AccessDeniedException denied ->
                report("The file " + denied.getFile() + " may not be opened by this user.", ExitCode.BAD_INPUT);
            case PortalUnreachable unreachable -> report(unreachable.getMessage(), ExitCode.FAILED);
            case UncheckedIOException unchecked ->
                report("Reading or writing failed: " + unchecked.getCause(), ExitCode.FAILED);
            case IOException io -> report("Reading or writing failed: " + io, ExitCode.FAILED);
            default ->
                report(
                        "This should not have happened: " + failure
                                + " (set ASSAY_DEBUG=1 and repeat the command to see where).",
                        ExitCode.FAILED);
        };
    }

    private int report(@Nullable String sentence, int exitCode) {
        terminal.note(String.valueOf(sentence));
        return exitCode;
    }
}
