package dev.assay.webapp.api;

import dev.assay.portal.accounts.Accounts;
import dev.assay.portal.accounts.CurrentAccount;
import dev.assay.portal.accounts.Members;
import dev.assay.portal.accounts.Registration;
import dev.assay.portal.accounts.Role;
import dev.assay.portal.devices.Devices;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Duration;
import java.util.UUID;

/** What the pages for accounts call, one address for each method. */
@Path("")
@RequestScoped
@Produces("text/plain")
public class DeskResource {
    @Inject
    SignInDesk desk;

    @Inject
    CurrentAccount current;

    @Inject
    Accounts accounts;

    @Inject
    Members members;

    @Inject
    Devices devices;

    @Inject
    UserTransaction transaction;

    @GET
    @Path("me")
    public String me(@Context SecurityContext security) {
        return current.getName() + " " + current.getRole() + " " + security.isUserInRole("ADMIN");
    }

    @POST
    @Path("sign-in")
    public String signIn(@FormParam("name") String name, @FormParam("password") String password) {
        return desk.signIn(name, password).name();
    }

    @POST
    @Path("welcome")
    public String welcome(
            @FormParam("token") String token, @FormParam("name") String name, @FormParam("password") String password) {
        return desk.welcome(token, name, password).name();
    }

    @POST
    @Path("accept")
    public String accept(
            @FormParam("token") String token, @FormParam("name") String name, @FormParam("password") String password) {
        return desk.accept(token, name, password).role().name();
    }

    @POST
    @Path("register")
    public String register(@FormParam("name") String name, @FormParam("password") String password) {
        return desk.register(name, password).role().name();
    }

    @POST
    @Path("password")
    public String password(@FormParam("old") String old, @FormParam("fresh") String fresh) {
        desk.changePassword(old, fresh);
        return "changed";
    }

    @POST
    @Path("sign-out")
    public String signOut() {
        desk.signOut();
        return "bye";
    }

    @POST
    @Path("invite")
    public String invite(@FormParam("role") String role) {
        return members.invite(Role.valueOf(role), Duration.ofDays(1)).token();
    }

    @POST
    @Path("registration")
    public String registration(@FormParam("mode") String mode) {
        members.setRegistration(Registration.valueOf(mode));
        return accounts.registration().name();
    }

    @POST
    @Path("disable")
    public String disable(@FormParam("name") String name) {
        UUID id = members.list().stream()
                .filter(account -> account.name().equals(name))
                .findFirst()
                .orElseThrow()
                .id();
        members.disable(id);
        return "disabled";
    }

    /** In one transaction changes an entity and writes a row by a statement, and then does what it is told. */
    @POST
    @Path("both")
    public String both(@FormParam("mode") String mode, @FormParam("end") String end) throws Exception {
        transaction.begin();
        members.setRegistration(Registration.valueOf(mode));
        devices.issueEnrolmentToken(current.require(Role.ADMIN), Duration.ofMinutes(1), 1, false);
        if (end.equals("commit")) {
            transaction.commit();
        } else {
            transaction.rollback();
        }
        return end;
    }
}
