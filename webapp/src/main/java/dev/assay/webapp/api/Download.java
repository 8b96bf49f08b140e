package dev.assay.webapp.api;

import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Files that never change under their hash: conditional, and in parts when asked. */
final class Download {
    private Download() {}

    /** The whole file, or the part that {@code Range} names, or 304, or 416. */
    static Response file(
            Path file, long bytes, String sha256, @Nullable String fileName, Request request, HttpHeaders headers) {
        EntityTag tag = new EntityTag(sha256);
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
        if (unchanged != null) {
            return unchanged.tag(tag).build();
        }
        String range = headers.getHeaderString("Range");
        String ifRange = headers.getHeaderString("If-Range");
        boolean whole = range == null || (ifRange != null && !ifRange.equals("\"" + sha256 + "\""));
        Optional<ByteRange> part = whole ? Optional.of(ByteRange.all(bytes)) : ByteRange.parse(range, bytes);
        if (part.isEmpty()) {
            return Response.fromResponse(Answers.problem(
                            416, "BAD_RANGE", "The file has " + bytes + " bytes; ask for a part within it."))
                    .header("Content-Range", "bytes */" + bytes)
                    .build();
        }
        ByteRange sent = part.get();
        boolean partial = !whole && sent.length() < bytes;
        Response.ResponseBuilder answer = Response.status(partial ? 206 : 200)
                .entity((StreamingOutput) out -> copy(file, sent, out))
                .type("application/octet-stream")
                .tag(tag)
                .header("Accept-Ranges", "bytes")
                .header("Content-Length", sent.length())
                .header("Cache-Control", "private, max-age=31536000, immutable");
        if (partial) {
            answer.header("Content-Range", "bytes " + sent.first() + "-" + sent.last() + "/" + bytes);
        }
        if (fileName != null) {
            answer.header("Content-Disposition", ContentDisposition.attachment(fileName));
        }
        return answer.build();
    }

    private static void copy(Path file, ByteRange range, java.io.OutputStream out) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(range.first());
            byte[] buffer = new byte[1 << 16];
            long left = range.length();
            while (left > 0) {
                int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (n < 0) {
                    throw new IOException("The file " + file + " became shorter while it was sent");
                }
                out.write(buffer, 0, n);
                left -= n;
            }
        }
    }
}
