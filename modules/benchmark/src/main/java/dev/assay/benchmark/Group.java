package dev.assay.benchmark;

import java.util.SplittableRandom;

/**
 * Several samples as one query, answered one after the other: what multi-stream and offline do with a model that takes
 * one sample at a time. The members of each query are drawn before the timed part, uniformly and with replacement.
 *
 * @param <E> how an answer fails
 */
public final class Group<E extends Exception> implements Subject<E> {
    private static final int GROUPS = 16;

    private final Subject<E> single;
    private final int[][] members;

    public Group(Subject<E> single, int samplesPerQuery, long seed) {
        this.single = single;
        this.members = draw(single.inputs(), samplesPerQuery, seed);
    }

    /** The samples of each of {@value #GROUPS} queries, as indices into a pool. */
    public static int[][] draw(int pool, int samplesPerQuery, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[][] groups = new int[GROUPS][samplesPerQuery];
        for (int[] group : groups) {
            for (int i = 0; i < group.length; i++) {
                group[i] = random.nextInt(pool);
            }
        }
        return groups;
    }

    @Override
    public int inputs() {
        return members.length;
    }

    @Override
    public void infer(int group) throws E {
        for (int input : members[group]) {
            single.infer(input);
        }
    }

    /** Looks at the last sample of the query: the others' outputs are overwritten by then. */
    @Override
    public boolean matchesReference(int group) {
        int[] inputs = members[group];
        return single.matchesReference(inputs[inputs.length - 1]);
    }
}
