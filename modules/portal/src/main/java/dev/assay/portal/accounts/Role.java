package dev.assay.portal.accounts;

/** What an account may do; each role may do all that the earlier ones may. */
public enum Role {
    /** Reads what anonymous visitors read, under a name. */
    READER,
    /** Uploads models and runs experiments. */
    MEMBER,
    /** Writes articles. */
    AUTHOR,
    /** Invites people, approves devices, changes settings. */
    ADMIN;

    public boolean includes(Role needed) {
        return compareTo(needed) >= 0;
    }
}
