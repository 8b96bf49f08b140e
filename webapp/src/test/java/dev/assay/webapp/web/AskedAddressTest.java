package dev.assay.webapp.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing in and coming back: the address that was asked for survives, and only addresses of this portal do. */
class AskedAddressTest {
    private final Map<String, Object> attributes = new HashMap<>();
    private final List<String> forwards = new ArrayList<>();

    @Test
    void theQueryOfAFilledInFormSurvivesTheForwardAndTheSignIn() throws Exception {
        String query = "target=rpi5-hailo10h&p95Ms=20&dimensions=sequence_length%3D16";
        HttpServletRequest request = request("/experiments/new", query);

        new CleanUrls().doFilter(request, unused(HttpServletResponse.class), (q, s) -> {});

        assertThat(forwards).containsExactly("/pages/new.xhtml");
        String here = CleanUrls.asked(request);
        assertThat(here).isEqualTo("/experiments/new?" + query);
        String href = Me.loginHref(here);
        assertThat(href).startsWith("/login?next=").doesNotContain("&");
        String next = URLDecoder.decode(href.substring("/login?next=".length()), StandardCharsets.UTF_8);
        assertThat(SignInPages.safeNext(next)).isEqualTo("/experiments/new?" + query);
    }

    @Test
    void anAddressWithoutAQueryHasNoQuestionMark() throws Exception {
        HttpServletRequest request = request("/models", null);
        new CleanUrls().doFilter(request, unused(HttpServletResponse.class), (q, s) -> {});
        assertThat(CleanUrls.asked(request)).isEqualTo("/models");
        assertThat(Me.loginHref("/")).isEqualTo("/login");
        assertThat(Me.loginHref("/login?next=%2Fmodels")).isEqualTo("/login");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://elsewhere.example/",
                "//elsewhere.example/?a=b",
                "/\\elsewhere.example",
                "/\t/elsewhere.example",
                "/models?a=b\r\nSet-Cookie: c=d",
                "models?a=b",
                ""
            })
    void noOtherSiteIsEverNext(String asked) {
        assertThat(SignInPages.safeNext(asked)).isEqualTo("/");
    }

    private HttpServletRequest request(String path, @Nullable String query) {
        return proxy(HttpServletRequest.class, (name, arguments) -> switch (name) {
            case "getRequestURI", "getServletPath" -> path;
            case "getQueryString" -> query;
            case "getPathInfo" -> null;
            case "getCharacterEncoding" -> "UTF-8";
            case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
            case "getAttribute" -> attributes.get(arguments[0]);
            case "getRequestDispatcher" -> dispatcher((String) arguments[0]);
            default -> throw new UnsupportedOperationException(name);
        });
    }

    private RequestDispatcher dispatcher(String path) {
        return proxy(RequestDispatcher.class, (name, arguments) -> {
            forwards.add(path);
            return null;
        });
    }

    private static <T> T unused(Class<T> type) {
        return proxy(type, (name, arguments) -> {
            throw new UnsupportedOperationException(name);
        });
    }

    private interface Answer {
        @Nullable
        Object to(String name, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) ->
                        answer.to(method.getName(), arguments == null ? new Object[0] : arguments)));
    }
}
