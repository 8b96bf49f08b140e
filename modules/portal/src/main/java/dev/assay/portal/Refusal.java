package dev.assay.portal;

import org.jspecify.annotations.Nullable;

/**
 * A use case that cannot be done as asked. The message is one sentence for people: what happened and what to do;
 * {@link #code()} is stable and meant for programs. Nothing was changed unless the message says so.
 */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What sort of no this is, with the HTTP status that says the same. */
    public enum Kind {
        INVALID(422),
        UNAUTHORIZED(401),
        FORBIDDEN(403),
        NOT_FOUND(404),
        CONFLICT(409),
        TOO_LARGE(413),
        OUTDATED(426),
        LIMIT(429),
        UNAVAILABLE(503),
        NO_SPACE(507);

        private final int status;

        Kind(int status) {
            this.status = status;
        }

        /** The HTTP status code. */
        public int status() {
            return status;
        }
    }

    private final Kind kind;
    private final String code;

    public Refusal(Kind kind, String code, String sentence) {
        this(kind, code, sentence, null);
    }

    public Refusal(Kind kind, String code, String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.kind = kind;
        this.code = code;
    }

    public static Refusal invalid(String code, String sentence) {
        return new Refusal(Kind.INVALID, code, sentence);
    }

    public static Refusal notFound(String sentence) {
        return new Refusal(Kind.NOT_FOUND, "NOT_FOUND", sentence);
    }

    public static Refusal conflict(String code, String sentence) {
        return new Refusal(Kind.CONFLICT, code, sentence);
    }

    public static Refusal unauthorized() {
        return new Refusal(Kind.UNAUTHORIZED, "UNAUTHORIZED", "The credentials are missing, wrong or no longer valid.");
    }

    public Kind kind() {
        return kind;
    }

    /** Stable name for programs, such as {@code STALE_LEASE}. */
    public String code() {
        return code;
    }

    /** The sentence for people. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
