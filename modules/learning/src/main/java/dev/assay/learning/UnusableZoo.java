package dev.assay.learning;

import org.jspecify.annotations.Nullable;

/** The directory of built-in models is missing, incomplete or altered; the message says which file and what to do. */
public final class UnusableZoo extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusableZoo(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
