package dev.assay.learning.attention;

/** Which keys a query may look at. Places are counted from 0. */
@FunctionalInterface
public interface Mask {
    /** Every query looks at every key. */
    Mask ALL = (query, key) -> true;

    /** No query looks at a later key: how language models read. */
    Mask CAUSAL = (query, key) -> key <= query;

    boolean allows(int query, int key);

    /** A sliding window: from {@code before} places in front of the query to {@code after} behind it. */
    static Mask window(int before, int after) {
        if (before < 0 || after < 0) {
            throw new IllegalArgumentException("A window reaches a number of places from 0 on to either side.");
        }
        return (query, key) -> key >= query - before && key <= query + after;
    }

    /** No query looks at padding. */
    static Mask padding(boolean[] isText) {
        boolean[] text = isText.clone();
        return (query, key) -> text[key];
    }

    /** What both allow. */
    default Mask and(Mask other) {
        return (query, key) -> allows(query, key) && other.allows(query, key);
    }
}
