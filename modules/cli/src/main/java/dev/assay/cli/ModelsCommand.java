package dev.assay.cli;

import dev.assay.learning.BuiltInDataset;
import dev.assay.learning.BuiltInModel;
import dev.assay.learning.BuiltInModels;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code assay models}. */
@Command(name = "models", description = "List the built-in models.", mixinStandardHelpOptions = true)
final class ModelsCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    ModelsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws BadInput, IOException {
        List<Row> rows = new ArrayList<>();
        for (BuiltInModel model : BuiltInModels.open(Distribution.zoo())) {
            rows.add(Row.of(model));
        }
        if (json) {
            terminal.json(Map.of("models", rows));
            return ExitCode.DONE;
        }
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("NAME", "SIZE", "DATASET", "LICENCE", "TITLE"));
        for (Row row : rows) {
            table.add(List.of(
                    row.name(),
                    Text.bytes(row.sizeBytes()),
                    row.dataset() == null ? "-" : row.dataset() + " (" + row.examples() + ")",
                    row.licence(),
                    row.title()));
        }
        Text.table(table).forEach(terminal::line);
        return ExitCode.DONE;
    }

    private record Row(
            String name,
            String title,
            String summary,
            String sha256,
            long sizeBytes,
            Map<String, Long> dimensions,
            @Nullable String dataset,
            @Nullable Integer examples,
            String licence,
            String source) {
        static Row of(BuiltInModel model) throws IOException {
            BuiltInDataset dataset = model.dataset();
            return new Row(
                    model.name(),
                    model.title(),
                    model.summary(),
                    model.sha256(),
                    Files.size(model.file()),
                    model.dimensions(),
                    dataset == null ? null : dataset.name(),
                    dataset == null ? null : dataset.examples(),
                    model.licence(),
                    model.source());
        }
    }
}
