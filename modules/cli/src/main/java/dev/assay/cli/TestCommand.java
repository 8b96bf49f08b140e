package dev.assay.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Help for {@code assay test}; the launcher script runs the tests before Java starts. */
@Command(
        name = "test",
        description = {
            "Build everything and run all tests, browser included: what continuous integration runs.",
            "The launcher script ./assay of a source checkout does the work."
        },
        mixinStandardHelpOptions = true)
final class TestCommand implements Callable<Integer> {
    @Option(names = "--long", description = "Run the slow tests (JUnit tag 'long') as well.")
    private boolean slow;

    @Override
    public Integer call() throws BadInput {
        throw new BadInput("Tests run from a source checkout: call the script as ./assay test" + (slow ? " --long" : "")
                + " there.");
    }
}
