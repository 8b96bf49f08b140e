package dev.assay.cli.serve;

/** Where {@code serve} tells people what it does. */
public interface Announcer {
    /** Something happened. */
    void news(String sentence);

    /**
     * Something is under way; replaces the last such line.
     *
     * @param detail changes all the time, such as the seconds so far; may be empty
     */
    void progress(String label, String detail);
}
