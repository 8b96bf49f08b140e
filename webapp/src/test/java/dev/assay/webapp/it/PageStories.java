package dev.assay.webapp.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages under requests that no page makes. */
interface PageStories {
    URI base();

    @ParameterizedTest
    @Order(50)
    @CsvSource({
        "/experiments?cursor=x, 404",
        "/models?cursor=-5, 404",
        "/models?cursor=%00, 400",
        "/experiments?cursor=%00, 400"
    })
    default void aCursorThatNobodyGaveOutIsNoFaultOfThePortal(String address, int status) {
        Http.anonymous(base()).get(address).is(status);
    }

    @Test
    @Order(51)
    default void aFormThatWasOpenForTooLongIsShownAgain() throws Exception {
        try (HttpClient browser = HttpClient.newBuilder()
                .cookieHandler(new CookieManager())
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()) {
            String origin = base().getScheme() + "://" + base().getAuthority();
            HttpRequest sent = HttpRequest.newBuilder(base().resolve("/login"))
                    .header("Origin", origin)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString("login=login&name=x&jakarta.faces.ViewState=-1:-1"))
                    .build();
            HttpResponse<String> answer = browser.send(sent, BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("sent no cookie of this portal").contains("nothing was sent or changed");
            answer = browser.send(sent, BodyHandlers.ofString()); // the answer brought a cookie
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("had been open for too long, so nothing was sent or changed");
        }
    }
}
