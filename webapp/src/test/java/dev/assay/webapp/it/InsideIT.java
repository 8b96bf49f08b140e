package dev.assay.webapp.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.portal.Database;
import dev.assay.portal.DatabaseException;
import dev.assay.portal.Refusal;
import dev.assay.portal.accounts.Accounts;
import dev.assay.portal.accounts.CurrentAccount;
import dev.assay.portal.claims.ClaimFilter;
import dev.assay.portal.claims.Claims;
import dev.assay.portal.guidance.Guidance;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Status;
import jakarta.transaction.UserTransaction;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs inside the server, among the application's own beans: what holds there and cannot be seen from outside. The
 * deployment is the built WAR and this class.
 */
@ExtendWith(ArquillianExtension.class)
class InsideIT {
    private static final String PASSWORD = "a long pass phrase of the tests";

    @Inject
    UserTransaction transaction;

    @Inject
    Database database;

    @Inject
    Accounts accounts;

    @Inject
    CurrentAccount current;

    @Inject
    Guidance guidance;

    @Inject
    Claims claims;

    @PersistenceContext(unitName = "assay")
    EntityManager entities;

    /** The WAR names the fragments that may take part; the runner of these tests is not one of them. */
    @Deployment
    static WebArchive application() throws IOException {
        WebArchive war = ShrinkWrap.createFromZipFile(WebArchive.class, new File(System.getProperty("assay.war")));
        String descriptor;
        try (InputStream in = war.get("WEB-INF/web.xml").getAsset().openStream()) {
            descriptor = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        String open = descriptor.replace("</absolute-ordering>", "<others/></absolute-ordering>");
        war.delete("WEB-INF/web.xml");
        return war.setWebXML(new StringAsset(open));
    }

    @AfterEach
    void leaveNoTransaction() throws Exception {
        if (transaction.getStatus() != Status.STATUS_NO_TRANSACTION) {
            transaction.rollback();
        }
    }

    /** Entities and plain SQL must not be able to disagree: they share the transaction and the connection. */
    @Test
    void entitiesAndStatementsAreOneTransaction() throws Exception {
        transaction.begin();
        entities.createNativeQuery("insert into setting (key, value) values ('by-entities', 'yes')")
                .executeUpdate();
        database.update("insert into setting (key, value) values ('by-statement', 'yes')");
        assertEquals(2, rows("select 1 from setting where key like 'by-%'"), "the statement sees the other's row");
        transaction.rollback();

        assertEquals(0, rows("select 1 from setting where key like 'by-%'"));
    }

    /** A refusal rolls back what its use case had done before it. */
    @Test
    void aRefusedUseCaseLeavesNothing() throws Exception {
        long before = rows("select 1 from audit_event");
        assertThrows(Refusal.class, () -> accounts.welcome("not the token", "Eve", PASSWORD));
        assertEquals(0, rows("select 1 from account where name = 'Eve'"));
        assertEquals(before, rows("select 1 from audit_event"));
    }

    @Test
    void aBrokenRuleOfTheSchemaIsADatabaseExceptionAndRollsBack() throws Exception {
        transaction.begin();
        database.update("insert into setting (key, value) values ('first', '1')");
        assertThrows(
                DatabaseException.class,
                () -> database.update("insert into setting (key, value) values ('first', '2')"));
        transaction.rollback();
        assertEquals(0, rows("select 1 from setting where key = 'first'"));
    }

    /** The tables are those that the entities expect; the server only validates, it never changes them. */
    @Test
    void theEntitiesFitTheMigratedSchema() {
        var unit = entities.getEntityManagerFactory();
        assertFalse(unit.getMetamodel().getEntities().isEmpty());
        assertEquals("validate", String.valueOf(unit.getProperties().get("hibernate.hbm2ddl.auto")));
    }

    @Test
    void nobodyIsSignedInOutsideOfARequestThatSaysSo() {
        assertFalse(current.isSignedIn());
    }

    @Test
    void theGuidanceIsReadOnceAndWhole() {
        assertFalse(guidance.profiles().isEmpty());
    }

    /** A follower who cannot be one leaves nothing behind, and the ledger is whole inside of the server. */
    @Test
    void claimsAreReadInTheServerAndARefusedFollowerLeavesNothing() {
        assertFalse(claims.list(ClaimFilter.ALL).items().isEmpty());
        assertThrows(Refusal.class, () -> claims.follow(UUID.randomUUID(), "C99"));
        assertThrows(DatabaseException.class, () -> claims.follow(UUID.randomUUID(), "C20"));
        assertEquals(0, rows("select 1 from claim_follow"));
    }

    private long rows(String query) {
        return database.list(query, row -> 1).size();
    }
}
