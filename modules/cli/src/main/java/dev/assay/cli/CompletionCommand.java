package dev.assay.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code assay completion}. */
@Command(
        name = "completion",
        description = {
            "Print a script that lets bash and zsh complete commands, options and their values.",
            "Use it in the present shell with: source <(assay completion)"
        },
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Spec
    private CommandSpec command = CommandSpec.create();

    CompletionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        var assay = command.root().commandLine();
        AutoComplete.bash(assay.getCommandName(), assay).lines().forEach(terminal::line);
        return ExitCode.DONE;
    }
}
