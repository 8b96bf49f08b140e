package dev.assay.worker.insight;

import jakarta.json.Json;
import jakarta.json.stream.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * ONNX Runtime's profile, summed up by kernel. The file is read as a stream: nothing of it is kept but one entry per
 * kernel and the events of one run.
 *
 * <p>The runtime tells durations in whole microseconds, cut off, so that a kernel of a fraction of a microsecond may
 * count as none. The time of a node that runs a body is what is left after the nodes of the body.
 *
 * @param runs    runs counted
 * @param kernels in the order of their first execution
 */
public record ProfileTrace(int runs, List<Kernel> kernels) {
    /**
     * One kernel.
     *
     * @param name     of its node; the operator and the index where the node has no name
     * @param op       operator without domain
     * @param index    of the node in its graph
     * @param provider execution provider
     * @param micros   mean over runs
     * @param inputs   element types of its inputs, of its first execution
     * @param outputs  element types of its outputs
     */
    public record Kernel(
            String name,
            String op,
            int index,
            String provider,
            double micros,
            List<String> inputs,
            List<String> outputs) {}

    private static final String SUFFIX = "_kernel_time";

    public ProfileTrace {
        kernels = List.copyOf(kernels);
    }

    /** Reads a profile file without its first {@code skipped} runs, which warm caches. */
    public static ProfileTrace read(Path file, int skipped) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, skipped);
        }
    }

    static ProfileTrace read(InputStream in, int skipped) {
        Sums sums = new Sums(skipped);
        try (JsonParser parser = Json.createParser(in)) {
            while (parser.hasNext()) {
                if (parser.next() == JsonParser.Event.START_OBJECT) {
                    sums.take(Event.read(parser));
                }
            }
        }
        return sums.trace();
    }

    private record Key(String name, String op, int index) {}

    /** One line of the profile. */
    private record Event(
            String category,
            String name,
            long start,
            long micros,
            String op,
            int index,
            String provider,
            List<String> inputs,
            List<String> outputs) {
        long end() {
            return start + micros;
        }

        /** Reads to the end of an object whose start was read. */
        static Event read(JsonParser parser) {
            Map<String, String> texts = new LinkedHashMap<>();
            Map<String, List<String>> types = new LinkedHashMap<>();
            String key = "";
            int depth = 1;
            while (depth > 0) {
                switch (parser.next()) {
                    case START_OBJECT, START_ARRAY -> depth++;
                    case END_OBJECT, END_ARRAY -> depth--;
                    case KEY_NAME -> {
                        String name = parser.getString();
                        if (key.endsWith("_type_shape") && depth > 2) {
                            types.computeIfAbsent(key, list -> new ArrayList<>())
                                    .add(name);
                        } else {
                            key = name;
                        }
                    }
                    case VALUE_STRING, VALUE_NUMBER -> {
                        if (!key.endsWith("_type_shape")) {
                            texts.putIfAbsent(key, parser.getString());
                        }
                    }
                    default -> {}
                }
            }
            return new Event(
                    texts.getOrDefault("cat", ""),
                    texts.getOrDefault("name", ""),
                    number(texts.get("ts")),
                    number(texts.get("dur")),
                    texts.getOrDefault("op_name", ""),
                    (int) number(texts.get("node_index")),
                    texts.getOrDefault("provider", "").replace("ExecutionProvider", ""),
                    types.getOrDefault("input_type_shape", List.of()),
                    types.getOrDefault("output_type_shape", List.of()));
        }

        private static long number(@Nullable String text) {
            return text != null && text.matches("-?\\d{1,18}") ? Long.parseLong(text) : 0;
        }
    }

    private static final class Sums {
        private final int skipped;
        private final Map<Key, Event> first = new LinkedHashMap<>();
        private final Map<Key, Long> micros = new LinkedHashMap<>();
        private final List<Event> run = new ArrayList<>();
        private int runs;

        Sums(int skipped) {
            this.skipped = skipped;
        }

        void take(Event event) {
            if (event.category().equals("Node") && event.name().endsWith(SUFFIX)) {
                run.add(event);
            } else if (event.category().equals("Session") && event.name().equals("model_run")) {
                if (runs++ >= skipped) {
                    count();
                }
                run.clear();
            }
        }

        private void count() {
            run.sort(Comparator.comparingLong(Event::start)
                    .thenComparing(Comparator.comparingLong(Event::micros).reversed()));
            Deque<Event> around = new ArrayDeque<>();
            for (Event event : run) {
                while (!around.isEmpty() && around.peek().end() <= event.start()) {
                    around.pop();
                }
                Key key = key(event);
                first.putIfAbsent(key, event);
                micros.merge(key, event.micros(), Long::sum);
                if (!around.isEmpty() && around.peek().end() >= event.end()) {
                    micros.merge(key(around.peek()), -event.micros(), Long::sum);
                }
                around.push(event);
            }
        }

        private static Key key(Event event) {
            String name = event.name().substring(0, event.name().length() - SUFFIX.length());
            return new Key(name, event.op(), event.index());
        }

        ProfileTrace trace() {
            int counted = Math.max(0, runs - skipped);
            List<Kernel> kernels = new ArrayList<>();
            first.forEach((key, event) -> kernels.add(new Kernel(
                    key.name(),
                    key.op(),
                    key.index(),
                    event.provider(),
                    Math.max(0, micros.getOrDefault(key, 0L)) / (double) counted,
                    event.inputs(),
                    event.outputs())));
            return new ProfileTrace(counted, kernels);
        }
    }
}
