package dev.assay.cli.serve;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** What the server's log tells about its start; only what was written after a given length counts. */
final class ServerLog {
    private static final int LINES = 15;
    private static final int LINE_CHARACTERS = 600;
    private static final int MOST_BYTES = 8 << 20;
    private static final Pattern STARTED = Pattern.compile("Payara Micro .* ready in ");
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

    private ServerLog() {}

    static boolean saysStarted(Path log, long from) throws IOException {
        return STARTED.matcher(read(log, from)).find();
    }

    /** The last lines. */
    static String tail(Path log, long from) throws IOException {
        List<String> lines = read(log, from).lines().toList();
        return join(lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
    }

    /** The lines that tell of failures, without stack traces; the last lines where there are none. */
    static String complaints(Path log, long from) throws IOException {
        List<String> lines = read(log, from)
                .lines()
                .filter(line -> !line.startsWith("\tat ")
                        && (line.contains("SEVERE") || line.contains("Exception") || line.startsWith("Caused by")))
                .distinct()
                .limit(LINES)
                .toList();
        return lines.isEmpty() ? tail(log, from) : join(lines);
    }

    private static String join(List<String> lines) {
        return String.join(
                "\n",
                lines.stream()
                        .map(line ->
                                line.length() > LINE_CHARACTERS ? line.substring(0, LINE_CHARACTERS) + "..." : line)
                        .toList());
    }

    private static String read(Path log, long from) throws IOException {
        if (!Files.exists(log)) {
            return "";
        }
        try (FileChannel channel = FileChannel.open(log)) {
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(MOST_BYTES, Math.max(0, channel.size() - from)));
            channel.read(buffer, from);
            String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
            return COLOUR.matcher(text).replaceAll("");
        }
    }
}
