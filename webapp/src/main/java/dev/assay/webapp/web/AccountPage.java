package dev.assay.webapp.web;

import dev.assay.portal.Refusal;
import dev.assay.portal.accounts.ApiTokenView;
import dev.assay.portal.accounts.ApiTokens;
import dev.assay.portal.accounts.CurrentAccount;
import dev.assay.portal.accounts.NewApiToken;
import dev.assay.webapp.api.SignInDesk;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One's own account: tokens for the command line and REST, and the password. */
@Named("accountPage")
@RequestScoped
public class AccountPage {
    private static final int NINETY = 90;

    @Inject
    CurrentAccount current;

    @Inject
    ApiTokens tokens;

    @Inject
    SignInDesk desk;

    private String label = "";
    private String old = "";
    private String fresh = "";
    private @Nullable NewApiToken issued;

    public void load() throws IOException {
        if (!current.isSignedIn()) {
            Answers.redirect("/login?next=/account");
        }
    }

    /** Makes a token; it is shown in this answer and never again, so there is no redirect. */
    public void issue() {
        try {
            issued = tokens.issue(label, Duration.ofDays(NINETY));
            label = "";
        } catch (Refusal refusal) {
            Answers.refuse(refusal);
        }
    }

    public void revoke(UUID token) throws IOException {
        try {
            tokens.revoke(token);
            Answers.say("The token is revoked; whatever used it gets no answer any more.");
        } catch (Refusal refusal) {
            Answers.refuse(refusal);
        }
        Answers.redirect("/account");
    }

    public void changePassword() throws IOException {
        try {
            desk.changePassword(old, fresh);
            Answers.say("The password is changed; other sessions of this account have ended.");
            Answers.redirect("/account");
        } catch (Refusal refusal) {
            Answers.refuse(refusal);
        }
    }

    public List<ApiTokenView> getTokens() {
        return current.isSignedIn() ? tokens.list() : List.of();
    }

    public @Nullable NewApiToken getIssued() {
        return issued;
    }

    public String getRole() {
        return new Format().words(current.getRole());
    }

    public String getLabel() {
        return label;
    }

    public void setLabel(@Nullable String label) {
        this.label = label == null ? "" : label;
    }

    public String getOld() {
        return "";
    }

    public void setOld(@Nullable String old) {
        this.old = old == null ? "" : old;
    }

    public String getFresh() {
        return "";
    }

    public void setFresh(@Nullable String fresh) {
        this.fresh = fresh == null ? "" : fresh;
    }
}
