package dev.assay.guidance;

/** What a number stands on, in words. */
final class Footing {
    private Footing() {}

    /** Why a number with fewer than two sources and no source of grade A is weak. */
    static String weakness(Basis basis, Grade grade, int sources) {
        if (basis == Basis.MEMORY || sources == 0) {
            return "was recalled and not looked up again";
        }
        return "rests on " + (sources == 1 ? "one source" : sources + " sources") + " (" + grade.meaning() + ")";
    }
}
