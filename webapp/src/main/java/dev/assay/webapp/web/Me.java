package dev.assay.webapp.web;

import dev.assay.portal.accounts.CurrentAccount;
import dev.assay.portal.claims.Claims;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Who is reading: what the frame of a page shows about them. */
@Named("me")
@RequestScoped
public class Me {
    @Inject
    HttpServletRequest request;

    @Inject
    CurrentAccount current;

    @Inject
    Claims claims;

    private @Nullable Integer unread;

    public boolean isSignedIn() {
        return current.isSignedIn();
    }

    /** Whether this reader may upload and run. */
    public boolean isMember() {
        return current.isMember();
    }

    public boolean isAdmin() {
        return current.isAdmin();
    }

    public String getName() {
        return current.getName();
    }

    /** News about followed claims that were not marked as read. */
    public int getUnread() {
        Integer known = unread;
        if (known == null) {
            known = current.account()
                    .map(account -> claims.unread(account.id()))
                    .orElse(0);
            unread = known;
        }
        return known;
    }

    /** Where signing in starts; it comes back to this page, with all that its address holds. */
    public String getLoginHref() {
        return loginHref(CleanUrls.asked(request));
    }

    static String loginHref(String here) {
        return "/".equals(here) || here.startsWith("/login")
                ? "/login"
                : "/login?next=" + URLEncoder.encode(here, StandardCharsets.UTF_8);
    }
}
