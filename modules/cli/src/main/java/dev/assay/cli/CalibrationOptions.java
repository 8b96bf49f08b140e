package dev.assay.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of commands that run schemes which have to see typical inputs first. */
final class CalibrationOptions {
    @Option(
            names = "--calibration",
            paramLabel = "DIR|FILE",
            description = "Typical inputs, for int8-static, rounding=gptq and smooth: " + CalibrationArgument.FORMS
                    + "; a built-in model brings its own.")
    private @Nullable Path calibration;

    @Option(
            names = "--tokenizer",
            paramLabel = "FILE",
            description = "tokenizer.json for a calibration file of plain text.")
    private @Nullable Path tokenizer;

    @Option(
            names = "--examples",
            paramLabel = "N",
            description = "Examples to calibrate with at most (default: ${DEFAULT-VALUE}).")
    private int examples = CalibrationArgument.USUAL_EXAMPLES;

    /** Whether data were named. */
    boolean isGiven() {
        return calibration != null;
    }

    /**
     * The data: those named, or those of a built-in model.
     *
     * @param scheme named when data are missing
     * @throws BadInput when there are none, or when they are of no known form
     */
    CalibrationArgument find(long seed, ModelArgument model, String scheme) throws BadInput, IOException {
        return CalibrationArgument.find(calibration, tokenizer, examples, seed, model, scheme);
    }

    /** Says that what was named is not looked at; what is not there is an error all the same. */
    void tellUnused(Terminal terminal, String why) throws BadInput {
        for (Path needless : new @Nullable Path[] {calibration, tokenizer}) {
            if (needless != null) {
                if (!Files.exists(needless)) {
                    throw new BadInput("There is no file " + needless + ".");
                }
                terminal.note(why + "; " + needless + " is not used.");
            }
        }
    }
}
