package dev.assay.webapp.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.webapp.it.Http.Answer;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Who gets in, and who does not. */
interface AccountStories {
    String ADMIN_PASSWORD = "a horse, a battery";

    URI base();

    private static Answer post(Http who, String path, String... fields) {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < fields.length; i += 2) {
            form.append(fields[i])
                    .append('=')
                    .append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8))
                    .append('&');
        }
        return who.send(
                "POST",
                "/test-desk/" + path,
                BodyPublishers.ofString(form.toString()),
                "Content-Type",
                "application/x-www-form-urlencoded");
    }

    @Test
    @Order(1)
    default void thereIsNoDefaultPassword() {
        for (String name : new String[] {"admin", "local"}) {
            for (String password : new String[] {"", "admin", "changeit"}) {
                post(Http.anonymous(base()), "sign-in", "name", name, "password", password)
                        .isProblem(401, "BAD_CREDENTIALS");
            }
        }
    }

    @Test
    @Order(2)
    default void theWelcomeLinkMakesOneAdministrator() throws SQLException {
        String link = System.getenv("ASSAY_ADMIN_TOKEN");
        Http admin = Http.anonymous(base());
        post(admin, "welcome", "token", "guessed", "name", "Eve", "password", ADMIN_PASSWORD)
                .isProblem(403, "LINK_USED");
        post(admin, "welcome", "token", link, "name", "Ada", "password", "short")
                .isProblem(422, "WEAK_PASSWORD");
        post(admin, "welcome", "token", link, "name", "Ada", "password", ADMIN_PASSWORD)
                .is(200);
        assertThat(admin.get("/test-desk/me").text()).isEqualTo("Ada ADMIN true");
        post(Http.anonymous(base()), "welcome", "token", link, "name", "Eve", "password", ADMIN_PASSWORD)
                .isProblem(403, "LINK_USED");
        try (var connection = TestDatabase.connect();
                var rows = connection
                        .createStatement()
                        .executeQuery("select password_hash from account where name = 'Ada'")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1))
                    .startsWith("PBKDF2WithHmacSHA512:210000:")
                    .doesNotContain(ADMIN_PASSWORD);
        }
    }

    @Test
    @Order(3)
    default void aSessionBeginsWithAFreshIdAndEndsAtSignOut() {
        Http visitor = Http.anonymous(base());
        Answer first = post(visitor, "sign-in", "name", "ada", "password", ADMIN_PASSWORD)
                .is(200);
        assertThat(first.header("Set-Cookie"))
                .startsWith("ASSAY_SESSION=")
                .containsIgnoringCase("HttpOnly")
                .containsIgnoringCase("SameSite=Lax");
        Answer second = post(visitor, "sign-in", "name", "Ada", "password", ADMIN_PASSWORD)
                .is(200);
        assertThat(second.header("Set-Cookie"))
                .as("a session that was there before gets another id")
                .startsWith("ASSAY_SESSION=")
                .isNotEqualTo(first.header("Set-Cookie"));
        assertThat(visitor.get("/test-desk/me").text()).startsWith("Ada");
        post(visitor, "sign-out").is(200);
        assertThat(visitor.get("/test-desk/me").text()).isEqualTo(" null false");
    }

    @Test
    @Order(4)
    default void membersComeByInvitationAndItWorksOnce() {
        Http admin = Http.anonymous(base());
        post(admin, "sign-in", "name", "Ada", "password", ADMIN_PASSWORD).is(200);
        post(Http.anonymous(base()), "register", "name", "Mallory", "password", "many words in a row")
                .isProblem(403, "INVITATION_NEEDED");
        String link = post(admin, "invite", "role", "MEMBER").is(200).text();
        Http member = Http.anonymous(base());
        post(member, "accept", "token", link, "name", "ADA", "password", "many words in a row")
                .isProblem(409, "NAME_TAKEN");
        assertThat(post(member, "accept", "token", link, "name", "Grace", "password", "many words in a row")
                        .is(200)
                        .text())
                .isEqualTo("MEMBER");
        post(Http.anonymous(base()), "accept", "token", link, "name", "Eve", "password", "many words in a row")
                .isProblem(403, "INVITATION_USED");
        post(member, "invite", "role", "ADMIN").isProblem(403, "ROLE");
        post(Http.anonymous(base()), "invite", "role", "ADMIN").isProblem(401, "SIGN_IN");
        post(admin, "registration", "mode", "OPEN").is(200);
        assertThat(post(Http.anonymous(base()), "register", "name", "Linus", "password", "many words in a row")
                        .is(200)
                        .text())
                .isEqualTo("MEMBER");
        post(admin, "registration", "mode", "INVITE").is(200);
    }

    @Test
    @Order(5)
    default void aNewPasswordEndsTheOtherSessions() {
        Http here = Http.anonymous(base());
        Http there = Http.anonymous(base());
        post(here, "sign-in", "name", "Grace", "password", "many words in a row")
                .is(200);
        post(there, "sign-in", "name", "Grace", "password", "many words in a row")
                .is(200);
        post(here, "password", "old", "wrong", "fresh", "other words in a row").isProblem(422, "WRONG_PASSWORD");
        post(here, "password", "old", "many words in a row", "fresh", "other words in a row")
                .is(200);
        assertThat(here.get("/test-desk/me").text()).startsWith("Grace");
        assertThat(there.get("/test-desk/me").text()).isEqualTo(" null false");
    }

    @Test
    @Order(6)
    default void aClosedAccountIsOutAtOnceAndTheLastAdministratorCannotBeClosed() {
        Http admin = Http.anonymous(base());
        post(admin, "sign-in", "name", "Ada", "password", ADMIN_PASSWORD).is(200);
        Http member = Http.anonymous(base());
        post(member, "sign-in", "name", "Linus", "password", "many words in a row")
                .is(200);
        String token = member.postJson(
                        "/api/v1/tokens",
                        "{\"name\":\"script\"}",
                        "Origin",
                        base().toString().replaceAll("/$", ""))
                .is(201)
                .json()
                .getString("token");
        Http script = Http.withToken(base(), token);
        script.get("/api/v1/tokens").is(200);
        post(admin, "disable", "name", "Linus").is(200);
        assertThat(member.get("/test-desk/me").text()).isEqualTo(" null false");
        script.get("/api/v1/tokens").isProblem(401, "UNAUTHORIZED");
        post(Http.anonymous(base()), "sign-in", "name", "Linus", "password", "many words in a row")
                .isProblem(401, "BAD_CREDENTIALS");
        post(admin, "disable", "name", "Ada").isProblem(409, "LAST_ADMIN");
    }

    @Test
    @Order(7)
    default void tokensBelongToTheirOwner() {
        Http local = Http.local(base());
        var made = local.postJson("/api/v1/tokens", "{\"name\":\"one\",\"days\":1}")
                .is(201);
        assertThat(local.get("/api/v1/tokens").text())
                .contains("\"one\"")
                .doesNotContain(made.json().getString("token"));
        Http grace = Http.anonymous(base());
        post(grace, "sign-in", "name", "Grace", "password", "other words in a row")
                .is(200);
        String id = made.json().getString("id");
        grace.send(
                        "DELETE",
                        "/api/v1/tokens/" + id,
                        BodyPublishers.noBody(),
                        "Origin",
                        base().toString().replaceAll("/$", ""))
                .isProblem(404, "NOT_FOUND");
        Http script = Http.withToken(base(), made.json().getString("token"));
        script.get("/api/v1/tokens").is(200);
        local.send("DELETE", "/api/v1/tokens/" + id, BodyPublishers.noBody()).is(204);
        script.get("/api/v1/tokens").isProblem(401, "UNAUTHORIZED");
    }

    @Test
    @Order(8)
    default void anotherSiteCannotActThroughABrowser() {
        Http grace = Http.anonymous(base());
        post(grace, "sign-in", "name", "Grace", "password", "other words in a row")
                .is(200);
        String token = "{\"name\":\"stolen\"}";
        grace.postJson("/api/v1/tokens", token).isProblem(403, "CROSS_ORIGIN");
        grace.postJson("/api/v1/tokens", token, "Origin", "https://evil.example")
                .isProblem(403, "CROSS_ORIGIN");
        grace.postJson("/api/v1/tokens", token, "Origin", "null").isProblem(403, "CROSS_ORIGIN");
        grace.postJson("/api/v1/tokens", token, "Sec-Fetch-Site", "cross-site").isProblem(403, "CROSS_ORIGIN");
        grace.postJson("/api/v1/tokens", token, "Sec-Fetch-Site", "same-origin").is(201);
        grace.postJson("/test-desk/sign-out", "", "Sec-Fetch-Site", "cross-site")
                .isProblem(403, "CROSS_ORIGIN");
    }

    @Test
    @Order(8)
    default void entitiesAndStatementsShareATransaction() throws SQLException {
        Http admin = Http.anonymous(base());
        post(admin, "sign-in", "name", "Ada", "password", ADMIN_PASSWORD).is(200);
        String registration = "select value, xmin::text from setting where key = 'registration'";
        String tokens = "select count(*), max(xmin::text::bigint)::text from enrolment_token";
        try (var connection = TestDatabase.connect();
                var statement = connection.createStatement()) {
            String before = row(statement, registration);
            String tokensBefore = row(statement, tokens);
            post(admin, "both", "mode", "OPEN", "end", "rollback").is(200);
            assertThat(row(statement, registration)).isEqualTo(before).startsWith("invite ");
            assertThat(row(statement, tokens)).isEqualTo(tokensBefore);
            post(admin, "both", "mode", "OPEN", "end", "commit").is(200);
            String after = row(statement, registration);
            assertThat(after).startsWith("open ");
            assertThat(row(statement, tokens))
                    .as("both rows were written by the same transaction of the database")
                    .isNotEqualTo(tokensBefore)
                    .endsWith(after.substring("open".length()));
        }
        post(admin, "registration", "mode", "INVITE").is(200);
    }

    private static String row(Statement statement, String query) throws SQLException {
        try (var rows = statement.executeQuery(query)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1) + " " + rows.getString(2);
        }
    }

    @Test
    @Order(9)
    default void guessingIsSlowedDownForKnownAndUnknownNamesAlike() {
        for (String name : new String[] {"Ada", "Nobody"}) {
            Answer answer = null;
            for (int i = 0; i < 11; i++) {
                answer = post(Http.anonymous(base()), "sign-in", "name", name, "password", "wrong guess " + i);
            }
            answer.isProblem(429, "TOO_MANY_ATTEMPTS");
            assertThat(answer.header("Retry-After")).isNotEmpty();
        }
    }
}
