package dev.assay.guidance;

/** What a watt figure includes. Two figures compare only inside one boundary. */
public enum PowerBoundary {
    /** The whole system at the wall socket, supply losses included. */
    WALL("wall"),
    /** A whole board or system behind its supply. */
    BOARD("board"),
    /** An add-in module or accelerator card alone, without its host. */
    MODULE("module"),
    /** The chip package alone. */
    PACKAGE("package"),
    /** Not stated by the source. */
    UNSTATED("unstated boundary");

    private final String label;

    PowerBoundary(String label) {
        this.label = label;
    }

    /** The word used in sentences. */
    public String label() {
        return label;
    }
}
