package dev.assay.portal.accounts;

import dev.assay.portal.Refusal;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whoever makes this request. The guard in front of the pages fills it; everybody else reads. */
@RequestScoped
public class CurrentAccount {
    private @Nullable AccountView account;

    /** Says who it is; null is anonymous. */
    public void become(@Nullable AccountView known) {
        this.account = known;
    }

    public Optional<AccountView> account() {
        return Optional.ofNullable(account);
    }

    public boolean isSignedIn() {
        return account != null;
    }

    /** The name to show; empty for anonymous visitors. */
    public String getName() {
        return account == null ? "" : account.name();
    }

    /** The role, or null for anonymous visitors. */
    public @Nullable Role getRole() {
        return account == null ? null : account.role();
    }

    /** Whether the role is at least the given one. */
    public boolean may(Role needed) {
        return account != null && account.role().includes(needed);
    }

    public boolean isMember() {
        return may(Role.MEMBER);
    }

    public boolean isAuthor() {
        return may(Role.AUTHOR);
    }

    public boolean isAdmin() {
        return may(Role.ADMIN);
    }

    /**
     * The account, which must have at least the given role.
     *
     * @throws Refusal UNAUTHORIZED for anonymous visitors, FORBIDDEN below the role
     */
    public UUID require(Role needed) {
        AccountView known = account;
        if (known == null) {
            throw new Refusal(
                    Refusal.Kind.UNAUTHORIZED,
                    "SIGN_IN",
                    "This needs an account; sign in, or send an API token as Authorization: Bearer.");
        }
        if (!known.role().includes(needed)) {
            throw new Refusal(
                    Refusal.Kind.FORBIDDEN,
                    "ROLE",
                    "This needs the role " + needed + " and your account is a " + known.role()
                            + "; an administrator can change that.");
        }
        return known.id();
    }
}
