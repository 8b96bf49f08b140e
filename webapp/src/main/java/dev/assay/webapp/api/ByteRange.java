package dev.assay.webapp.api;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A part of a file, both ends included (RFC 9110, section 14). */
record ByteRange(long first, long last) {
    private static final Pattern SINGLE = Pattern.compile("\\s*bytes\\s*=\\s*(\\d{0,18})-(\\d{0,18})\\s*");

    static ByteRange all(long bytes) {
        return new ByteRange(0, bytes - 1);
    }

    long length() {
        return last - first + 1;
    }

    /** Reads a header with one range; several ranges, or none of the file, give nothing. */
    static Optional<ByteRange> parse(String header, long bytes) {
        Matcher range = SINGLE.matcher(header);
        if (!range.matches() || (range.group(1).isEmpty() && range.group(2).isEmpty())) {
            return Optional.empty();
        }
        long first;
        long last;
        if (range.group(1).isEmpty()) {
            first = Math.max(0, bytes - Long.parseLong(range.group(2)));
            last = bytes - 1;
        } else {
            first = Long.parseLong(range.group(1));
            last = range.group(2).isEmpty() ? bytes - 1 : Math.min(Long.parseLong(range.group(2)), bytes - 1);
        }
        return first <= last ? Optional.of(new ByteRange(first, last)) : Optional.empty();
    }
}
