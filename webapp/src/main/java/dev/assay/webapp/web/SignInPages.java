package dev.assay.webapp.web;

import dev.assay.portal.Refusal;
import dev.assay.portal.accounts.Accounts;
import dev.assay.portal.accounts.Registration;
import dev.assay.portal.accounts.Role;
import dev.assay.webapp.api.SignInDesk;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Signing in, the one-time link of the first administrator, and registration. */
@Named("signInPages")
@RequestScoped
public class SignInPages {
    @Inject
    SignInDesk desk;

    @Inject
    Accounts accounts;

    @Inject
    HttpServletRequest request;

    private String name = "";
    private String password = "";

    public void signIn() throws IOException {
        enter(d -> d.signIn(name, password).name(), next());
    }

    public void welcome() throws IOException {
        enter(d -> d.welcome(token(), name, password).name(), "/");
    }

    /** Uses the invitation in the address, or open registration. */
    public void register() throws IOException {
        enter(
                d -> (token().isEmpty() ? d.register(name, password) : d.accept(token(), name, password)).name(),
                "/experiments/new");
    }

    public void signOut() throws IOException {
        desk.signOut();
        Answers.redirect("/");
    }

    private void enter(Consumer<SignInDesk> door, String next) throws IOException {
        try {
            door.accept(desk);
            Answers.redirect(next);
        } catch (Refusal refusal) {
            Answers.refuse(refusal);
        }
    }

    /** The page to come back to: only an address of this portal, never of another site. */
    static String safeNext(@Nullable String asked) {
        return asked != null && asked.matches("/[^/\\\\\\p{Cntrl}][^\\\\\\p{Cntrl}]*") ? asked : "/";
    }

    private String next() {
        return safeNext(request.getParameter("next"));
    }

    private String token() {
        String token = request.getParameter("token");
        return token == null ? "" : token.strip();
    }

    /** Whether the one-time link in the address works. */
    public boolean isWelcomed() {
        return accounts.welcomes(token());
    }

    /** Whether nobody has set up the portal yet. */
    public boolean isFirst() {
        return accounts.awaitsFirstAdmin();
    }

    /** Whether an account can be made here: by the invitation in the address, or because registration is open. */
    public boolean isRegistrable() {
        return token().isEmpty() ? isOpen() : getInvited() != null;
    }

    public boolean isOpen() {
        return accounts.registration() == Registration.OPEN;
    }

    /** The role that the invitation in the address gives, or null. */
    public @Nullable Role getInvited() {
        return accounts.invited(token()).orElse(null);
    }

    public String getToken() {
        return token();
    }

    public String getNext() {
        return next();
    }

    public String getName() {
        return name;
    }

    public void setName(@Nullable String name) {
        this.name = name == null ? "" : name.strip();
    }

    public String getPassword() {
        return "";
    }

    public void setPassword(@Nullable String password) {
        this.password = password == null ? "" : password;
    }
}
