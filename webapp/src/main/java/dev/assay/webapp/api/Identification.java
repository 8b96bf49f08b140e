package dev.assay.webapp.api;

import dev.assay.portal.accounts.AccountView;
import dev.assay.portal.accounts.Accounts;
import dev.assay.portal.accounts.ApiTokens;
import dev.assay.portal.accounts.Role;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds out who makes a request: by an API token, or by the session of a browser. The account is read at every request,
 * so that closing an account, changing its role or revoking a token works at once. Agents prove themselves elsewhere.
 */
@ApplicationScoped
public class Identification implements HttpAuthenticationMechanism {
    static final String ACCOUNT = Identification.class.getName() + ".account";
    static final String BAD_TOKEN = Identification.class.getName() + ".badToken";
    private static final String BEARER = "Bearer ";

    @Inject
    Accounts accounts;

    @Inject
    ApiTokens tokens;

    @Override
    public AuthenticationStatus validateRequest(
            HttpServletRequest request, HttpServletResponse response, HttpMessageContext context) {
        if (Paths.anonymousAnyway(request)) {
            return context.doNothing();
        }
        Optional<AccountView> account = bearer(request).isPresent()
                ? bearer(request).flatMap(tokens::owner)
                : Opened.of(request.getSession(false))
                        .flatMap(opened -> accounts.find(opened.account(), opened.stamp()));
        if (account.isEmpty()) {
            if (bearer(request).isPresent()) {
                request.setAttribute(BAD_TOKEN, true);
            }
            return context.doNothing();
        }
        request.setAttribute(ACCOUNT, account.get());
        return context.notifyContainerAboutLogin(account.get().name(), groups(account.get()));
    }

    /** The token of an {@code Authorization: Bearer} header. */
    static Optional<String> bearer(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? Optional.of(header.substring(BEARER.length()).strip())
                : Optional.empty();
    }

    private static Set<String> groups(AccountView account) {
        return Arrays.stream(Role.values())
                .filter(account.role()::includes)
                .map(Role::name)
                .collect(Collectors.toSet());
    }
}
