package dev.assay.portal.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.portal.Database;
import dev.assay.portal.Page;
import dev.assay.portal.Refusal;
import dev.assay.portal.Secrets;
import dev.assay.portal.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccountsIT {
    private static final String PASSWORD = "a horse, a battery";

    private TestDatabase transactions;
    private Database database;
    private AccountsFixture ada;
    private AccountView admin;

    @BeforeEach
    void portalWithOneAdministrator() {
        transactions = TestDatabase.empty();
        database = transactions.database();
        ada = new AccountsFixture(transactions);
        admin = in(() -> ada.accounts.welcome(AccountsFixture.LINK, "Ada", PASSWORD));
        ada.current.become(admin);
    }

    @Test
    void theLinkOfTheFirstAdministratorWorksOnce() {
        assertThat(admin.role()).isEqualTo(Role.ADMIN);
        assertThat(in(() -> ada.accounts.find(admin.id()))).contains(admin);
        refused("LINK_USED", () -> in(() -> ada.accounts.welcome(AccountsFixture.LINK, "Eve", PASSWORD)));
        assertThat(in(() -> ada.accounts.signIn(" ADA ", PASSWORD))).isEqualTo(admin);
        assertThat(in(() -> ada.members.list())).containsExactly(admin);
    }

    @Test
    void aFailedSignInIsWrittenDownThoughItIsRefused() {
        refused("BAD_CREDENTIALS", () -> transactions.committing(() -> ada.accounts.signIn("Ada", "something else")));
        Page<AuditEntry> newest = in(() -> ada.audit.list(null, 1));
        assertThat(newest.items()).singleElement().satisfies(entry -> {
            assertThat(entry.action()).isEqualTo("SIGN_IN_FAILED");
            assertThat(entry.account()).isEqualTo("Ada");
            assertThat(entry.address()).isEqualTo("192.0.2.1");
        });
        assertThat(in(() -> ada.audit.list(newest.next(), 10)).items())
                .singleElement()
                .extracting(AuditEntry::action)
                .isEqualTo("FIRST_ADMIN");
    }

    @Test
    void anInvitationMakesOneAccountHoweverManyAcceptItAtOnce() throws Exception {
        NewInvitation link = in(() -> ada.members.invite(Role.AUTHOR, Duration.ofDays(1)));
        assertThat(in(() -> ada.accounts.invited(link.token()))).contains(Role.AUTHOR);
        List<Object> ends = together(4, i -> ada.accounts.accept(link.token(), "Guest " + i, PASSWORD));
        assertThat(ends)
                .filteredOn(AccountView.class::isInstance)
                .singleElement()
                .satisfies(end -> assertThat(((AccountView) end).role()).isEqualTo(Role.AUTHOR));
        assertThat(ends).filteredOn("INVITATION_USED"::equals).hasSize(3);
        assertThat(in(() -> ada.accounts.invited(link.token()))).isEmpty();
        assertThat(in(() -> ada.members.invitations())).singleElement().satisfies(invitation -> {
            assertThat(invitation.usedBy()).startsWith("Guest ");
            assertThat(invitation.expires()).isEqualTo(link.expires());
        });
        refused(
                "NOT_FOUND",
                () -> in(() -> {
                    ada.members.withdraw(link.id());
                    return null;
                }));
    }

    @Test
    void anInvitationThatIsTooOldOrWithdrawnMakesNoAccount() {
        NewInvitation old = in(() -> ada.members.invite(Role.MEMBER, Duration.ofDays(1)));
        database.update("update invitation set expires_at = now() - interval '1 second'");
        refused("INVITATION_USED", () -> in(() -> ada.accounts.accept(old.token(), "Late", PASSWORD)));
        NewInvitation link = in(() -> ada.members.invite(Role.MEMBER, Duration.ofDays(1)));
        in(() -> {
            ada.members.withdraw(link.id());
            return null;
        });
        refused("INVITATION_USED", () -> in(() -> ada.accounts.accept(link.token(), "Eve", PASSWORD)));
        assertThat(in(() -> ada.members.list())).containsExactly(admin);
    }

    @Test
    void oneNameGivesOneAccount() throws Exception {
        in(() -> {
            ada.members.setRegistration(Registration.OPEN);
            return null;
        });
        List<Object> ends = together(4, i -> ada.accounts.register(i % 2 == 0 ? "Grace" : "GRACE", PASSWORD));
        assertThat(ends).filteredOn(AccountView.class::isInstance).hasSize(1);
        assertThat(ends).filteredOn("NAME_TAKEN"::equals).hasSize(3);
        refused("NAME_TAKEN", () -> in(() -> ada.accounts.register("Local", PASSWORD)));
    }

    @Test
    void twoAdministratorsCannotDemoteEachOther() throws Exception {
        NewInvitation link = in(() -> ada.members.invite(Role.ADMIN, Duration.ofDays(1)));
        AccountView grace = in(() -> ada.accounts.accept(link.token(), "Grace", PASSWORD));
        List<AccountView> both = List.of(admin, grace);
        List<Object> ends = together(2, i -> {
            ada.members.setRole(both.get(i).id(), Role.MEMBER);
            return "done";
        });
        assertThat(ends).containsExactlyInAnyOrder("done", "LAST_ADMIN");
        assertThat(in(() -> ada.members.list()))
                .extracting(AccountView::role)
                .containsExactlyInAnyOrder(Role.ADMIN, Role.MEMBER);
    }

    @Test
    void aClosedAccountIsOutAndComesBackAsItWas() {
        AccountView member = member("Grace");
        in(() -> {
            ada.members.disable(member.id());
            return null;
        });
        assertThat(in(() -> ada.accounts.find(member.id()))).isEmpty();
        refused("BAD_CREDENTIALS", () -> in(() -> ada.accounts.signIn("Grace", PASSWORD)));
        in(() -> {
            ada.members.enable(member.id());
            return null;
        });
        assertThat(in(() -> ada.accounts.find(member.id()))).contains(member);
        refused(
                "LAST_ADMIN",
                () -> in(() -> {
                    ada.members.disable(admin.id());
                    return null;
                }));
        assertThat(in(() -> ada.accounts.find(admin.id()))).contains(admin);
    }

    @Test
    void aNewPasswordEndsTheSessionsOfTheOldOne() {
        String stamp = in(() -> ada.accounts.stamp(admin.id()));
        assertThat(in(() -> ada.accounts.find(admin.id(), stamp))).contains(admin);
        in(() -> {
            ada.accounts.changePassword(PASSWORD, "another horse, another battery");
            return null;
        });
        assertThat(in(() -> ada.accounts.find(admin.id(), stamp))).isEmpty();
        assertThat(in(() -> ada.accounts.signIn("Ada", "another horse, another battery")))
                .isEqualTo(admin);
    }

    @Test
    void aTokenOpensItsAccountUntilItIsRevokedOrTooOld() {
        NewApiToken token = in(() -> ada.tokens.issue("script", Duration.ofHours(1)));
        assertThat(in(() -> ada.tokens.owner(token.token()))).contains(admin);
        assertThat(in(() -> ada.tokens.list())).singleElement().satisfies(shown -> {
            assertThat(shown.id()).isEqualTo(token.id());
            assertThat(shown.expires()).isEqualTo(token.expires());
            assertThat(shown.lastUsed()).isBetween(shown.created(), Instant.now());
        });
        database.update("update api_token set expires_at = now() - interval '1 second'");
        assertThat(in(() -> ada.tokens.owner(token.token()))).isEmpty();
        assertThat(in(() -> ada.tokens.list())).isEmpty();
        NewApiToken endless = in(() -> ada.tokens.issue("board", null));
        AccountView member = member("Grace");
        ada.current.become(member);
        refused("NOT_FOUND", () -> revoke(endless.id()));
        ada.current.become(admin);
        revoke(endless.id());
        refused("NOT_FOUND", () -> revoke(endless.id()));
        assertThat(in(() -> ada.tokens.owner(endless.token()))).isEmpty();
    }

    @Test
    void aTokenThatIsUsedWhileItIsRevokedStaysRevoked() throws Exception {
        NewApiToken token = in(() -> ada.tokens.issue("script", null));
        in(() -> {
            ApiToken known = transactions.entities().find(ApiToken.class, token.id());
            assertThat(together(1, i -> {
                        ada.tokens.revoke(token.id());
                        return "revoked";
                    }))
                    .containsExactly("revoked");
            known.used(Instant.now());
            return null;
        });
        assertThat(database.first(
                        "select last_used_at is not null and revoked_at is not null from api_token",
                        row -> row.getBoolean(1)))
                .contains(true);
    }

    @Test
    void theLocalAccountIsMadeOnceHoweverManyAskForIt() throws Exception {
        List<Object> ends =
                together(4, i -> ada.tokens.owner(AccountsFixture.LOCAL_TOKEN).orElseThrow());
        assertThat(ends).hasSize(4).containsOnly(ends.getFirst());
        assertThat(((AccountView) ends.getFirst()).password()).isFalse();
        assertThat(in(() -> ada.tokens.owner("guessed"))).isEmpty();
    }

    @Test
    void entitiesAndStatementsEndTogether() {
        assertThatThrownBy(() -> in(() -> {
                    UUID made = both("lost");
                    assertThat(names()).contains("lost");
                    throw new IllegalStateException("after " + made);
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(names()).isEmpty();
        assertThat(in(() -> ada.members.list())).containsExactly(admin);

        in(() -> both("kept"));
        assertThat(names()).containsExactly("kept");
        assertThat(in(() -> ada.members.list())).extracting(AccountView::name).containsExactly("Ada", "kept");
    }

    /** An account as entity and, by a statement that needs its row, a token for devices. */
    private UUID both(String name) {
        ada.members.setRegistration(Registration.OPEN);
        AccountView account = ada.accounts.register(name, PASSWORD);
        database.update("""
                insert into enrolment_token (id, token_hash, created_by, expires_at, uses_left) values (?, ?, ?, now(), 1)
                """, UUID.randomUUID(), Secrets.hash(name), account.id());
        return account.id();
    }

    private List<String> names() {
        return database.list(
                "select a.name from enrolment_token t join account a on a.id = t.created_by",
                row -> row.getString("name"));
    }

    private AccountView member(String name) {
        NewInvitation link = in(() -> ada.members.invite(Role.MEMBER, Duration.ofDays(1)));
        return in(() -> ada.accounts.accept(link.token(), name, PASSWORD));
    }

    private void revoke(UUID token) {
        in(() -> {
            ada.tokens.revoke(token);
            return null;
        });
    }

    private <T> T in(Callable<T> work) {
        return transactions.in(work);
    }

    private interface Numbered {
        Object run(int number);
    }

    /** What each of several visitors at once got: the answer, or the code of the refusal. */
    private List<Object> together(int visitors, Numbered work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(visitors);
        try (ExecutorService threads = Executors.newFixedThreadPool(visitors)) {
            List<Future<Object>> running = new ArrayList<>();
            for (int i = 0; i < visitors; i++) {
                int number = i;
                running.add(threads.submit(() -> {
                    try {
                        start.await();
                        return in(() -> work.run(number));
                    } finally {
                        transactions.leave();
                    }
                }));
            }
            List<Object> ends = new ArrayList<>();
            for (Future<Object> one : running) {
                ends.add(end(one));
            }
            return ends;
        }
    }

    private static Object end(Future<Object> running) throws InterruptedException {
        try {
            return running.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Refusal refusal) {
                return refusal.code();
            }
            throw new AssertionError(e.getCause());
        }
    }

    private static void refused(String code, ThrowingCallable work) {
        assertThatThrownBy(work)
                .isInstanceOf(Refusal.class)
                .extracting(e -> ((Refusal) e).code())
                .isEqualTo(code);
    }
}
