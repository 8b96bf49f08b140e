package dev.assay.webapp.api;

import dev.assay.portal.Refusal;
import dev.assay.portal.accounts.AccountView;
import dev.assay.portal.accounts.Accounts;
import dev.assay.portal.accounts.CurrentAccount;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.UUID;

/**
 * Opens and closes the session of a browser. Every way in makes a new session, so that an id that somebody planted
 * before is worth nothing. Each method throws {@link Refusal} with a sentence for the page.
 */
@RequestScoped
public class SignInDesk {
    @Inject
    HttpServletRequest request;

    @Inject
    Accounts accounts;

    @Inject
    CurrentAccount current;

    /** Signs in with a password. */
    public AccountView signIn(String name, String password) {
        return begin(accounts.signIn(name, password));
    }

    /** Makes the first administrator from the one-time link, and signs them in. */
    public AccountView welcome(String token, String name, String password) {
        return begin(accounts.welcome(token, name, password));
    }

    /** Makes the account that an invitation offers, and signs it in. */
    public AccountView accept(String token, String name, String password) {
        return begin(accounts.accept(token, name, password));
    }

    /** Makes a member where registration is open, and signs them in. */
    public AccountView register(String name, String password) {
        return begin(accounts.register(name, password));
    }

    /** Changes the password; every other session of the account ends. */
    public void changePassword(String old, String fresh) {
        UUID id = current.account().orElseThrow(Refusal::unauthorized).id();
        accounts.changePassword(old, fresh);
        accounts.find(id).ifPresent(this::begin);
    }

    public void signOut() {
        HttpSession session = request.getSession(false);
        if (session != null) {
            session.invalidate();
        }
        current.become(null);
    }

    private AccountView begin(AccountView account) {
        HttpSession planted = request.getSession(false);
        if (planted != null) {
            request.changeSessionId();
        }
        Opened.in(request.getSession(true), new Opened(account.id(), accounts.stamp(account.id())));
        current.become(account);
        return account;
    }
}
