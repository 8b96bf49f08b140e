package dev.assay.cli;

import dev.assay.cli.rest.PortalClient;
import dev.assay.cli.rest.PortalRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.ZipFile;

/** A dataset as written on the command line: one of the portal, or a file to send. */
final class DatasetArgument {
    private DatasetArgument() {}

    /** What the portal calls the dataset; a file is uploaded first, which is harmless to repeat. */
    static String reference(String argument, PortalClient client, Terminal terminal)
            throws BadInput, IOException, InterruptedException, PortalRefused {
        Path file = Path.of(argument);
        if (!Files.isRegularFile(file)) {
            if (argument.contains("/")) {
                throw new BadInput("There is no file " + Text.visible(argument) + ".");
            }
            return argument;
        }
        String name = String.valueOf(file.getFileName());
        terminal.progress("uploading " + name, -1);
        String ref = client.upload("datasets?name=" + PortalClient.encode(name) + "&format=" + format(file), file)
                .getString("ref");
        terminal.clear();
        return ref;
    }

    /** The format by the ending of the name; a zip file is told by what it holds. */
    static String format(Path file) throws BadInput, IOException {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(".npz")) {
            return "npz";
        }
        if (name.endsWith(".txt")) {
            return "text";
        }
        if (name.endsWith(".zip")) {
            try (ZipFile zip = new ZipFile(file.toFile())) {
                return zip.stream().anyMatch(entry -> entry.getName().endsWith(".npy")) ? "npy-zip" : "images-zip";
            }
        }
        throw new BadInput(
                "A dataset is an .npz file, a .txt file with one example a line, or a .zip file of .npy arrays"
                        + " or pictures, not " + Text.visible(name) + ".");
    }
}
