package dev.assay.webapp.web;

import dev.assay.guidance.HardwareProfile;
import dev.assay.portal.Refusal;
import dev.assay.portal.accounts.AccountView;
import dev.assay.portal.accounts.Accounts;
import dev.assay.portal.accounts.CurrentAccount;
import dev.assay.portal.accounts.InvitationView;
import dev.assay.portal.accounts.Members;
import dev.assay.portal.accounts.NewInvitation;
import dev.assay.portal.accounts.Registration;
import dev.assay.portal.accounts.Role;
import dev.assay.portal.devices.DeviceView;
import dev.assay.portal.devices.Devices;
import dev.assay.portal.devices.EnrolmentToken;
import dev.assay.portal.devices.Health;
import dev.assay.portal.guidance.Guidance;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What administrators do: members, invitations, how people register, devices. */
@Named("adminPage")
@RequestScoped
public class AdminPage {
    private static final Duration INVITATION = Duration.ofDays(7);
    private static final Duration ENROLMENT = Duration.ofHours(1);

    @Inject
    CurrentAccount current;

    @Inject
    Accounts accounts;

    @Inject
    Members members;

    @Inject
    Devices devices;

    @Inject
    Guidance guidance;

    @Inject
    HttpServletRequest request;

    private @Nullable NewInvitation invited;
    private @Nullable EnrolmentToken enrolment;

    public void load() throws IOException {
        if (!current.isSignedIn()) {
            Answers.redirect("/login?next=/admin");
        } else if (!current.isAdmin()) {
            Answers.error(403, "This page is for administrators.");
        }
    }

    /** Makes an invitation; its link is shown in this answer and never again. */
    public void invite() {
        try {
            invited = members.invite(Role.valueOf(parameter("role").toUpperCase(Locale.ROOT)), INVITATION);
        } catch (Refusal refusal) {
            Answers.refuse(refusal);
        } catch (IllegalArgumentException e) {
            Answers.refuse("There is no role " + parameter("role") + "; choose one of the list.");
        }
    }

    public void withdraw(UUID invitation) throws IOException {
        act(() -> members.withdraw(invitation), "The invitation is withdrawn.");
    }

    public void setRole(UUID account) throws IOException {
        act(() -> members.setRole(account, Role.valueOf(parameter("role-" + account))), "The role is changed.");
    }

    public void disable(UUID account) throws IOException {
        act(() -> members.disable(account), "The account is closed; what it measured stays.");
    }

    public void enable(UUID account) throws IOException {
        act(() -> members.enable(account), "The account is open again.");
    }

    public void setRegistration() throws IOException {
        act(
                () -> members.setRegistration(Registration.parse(parameter("registration"))),
                "The way to register is changed.");
    }

    /** Makes an enrolment token; it is shown in this answer and never again. */
    public void enrol() {
        try {
            enrolment = devices.issueEnrolmentToken(current.require(Role.ADMIN), ENROLMENT, 1, true);
        } catch (Refusal refusal) {
            Answers.refuse(refusal);
        }
    }

    public void approve(UUID device) throws IOException {
        act(() -> devices.approve(device), "The device may work.");
    }

    public void release(UUID device) throws IOException {
        act(() -> devices.setHealth(device, Health.GOOD, ""), "The device takes work again.");
    }

    public void maintain(UUID device) throws IOException {
        act(
                () -> devices.setHealth(device, Health.MAINTENANCE, "Taken out by " + current.getName() + "."),
                "The device gets no new work; the run it has goes on.");
    }

    public void revoke(UUID device) throws IOException {
        act(() -> devices.revoke(device), "The device is removed; its measurements stay.");
    }

    public void profile(UUID device) throws IOException {
        String chosen = parameter("profile-" + device);
        act(
                () -> devices.setProfile(device, chosen.isEmpty() ? null : chosen),
                "The hardware profile of the device is changed.");
    }

    private void act(Runnable action, String done) throws IOException {
        try {
            current.require(Role.ADMIN);
            action.run();
            Answers.say(done);
        } catch (Refusal refusal) {
            Answers.refuse(refusal);
        } catch (IllegalArgumentException e) {
            Answers.refuse("The form held a choice that does not exist; nothing was changed. Choose from the list.");
        }
        Answers.redirect("/admin");
    }

    private String parameter(String name) {
        String value = request.getParameter(name);
        return value == null ? "" : value.strip();
    }

    public List<AccountView> getMembers() {
        return current.isAdmin() ? members.list() : List.of();
    }

    public List<InvitationView> getInvitations() {
        return current.isAdmin() ? members.invitations() : List.of();
    }

    public List<DeviceView> getFleet() {
        return current.isAdmin() ? devices.list() : List.of();
    }

    public List<HardwareProfile> getProfiles() {
        return guidance.profiles();
    }

    public List<Role> getRoles() {
        return List.of(Role.values());
    }

    public boolean isOpen() {
        return accounts.registration() == Registration.OPEN;
    }

    public @Nullable NewInvitation getInvited() {
        return invited;
    }

    /** The link of the invitation that was just made. */
    public String getInvitationLink() {
        NewInvitation made = invited;
        return made == null
                ? ""
                : request.getRequestURL().toString().replaceFirst("(?<=[^:/])/[^:]*$", "") + "/register?token="
                        + made.token();
    }

    public @Nullable EnrolmentToken getEnrolment() {
        return enrolment;
    }
}
