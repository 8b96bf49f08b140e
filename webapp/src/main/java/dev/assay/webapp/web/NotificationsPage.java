package dev.assay.webapp.web;

import dev.assay.portal.Refusal;
import dev.assay.portal.accounts.CurrentAccount;
import dev.assay.portal.accounts.Role;
import dev.assay.portal.claims.ClaimCard;
import dev.assay.portal.claims.Claims;
import dev.assay.portal.claims.NotificationView;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;

/** News about the claims that an account follows. */
@Named("notificationsPage")
@RequestScoped
public class NotificationsPage {
    private static final int NEWEST = 100;

    @Inject
    Claims claims;

    @Inject
    CurrentAccount current;

    @Inject
    HttpServletRequest request;

    private List<NotificationView> items = List.of();
    private List<ClaimCard> followed = List.of();

    /** Before the first phase: the button is only pressed if there is something unread. */
    @PostConstruct
    void find() {
        current.account().ifPresent(account -> {
            items = claims.news(account.id(), NEWEST);
            followed = claims.followed(account.id());
        });
    }

    public void load() throws IOException {
        if (!current.isSignedIn()) {
            Answers.redirect("/login?next=/notifications");
        }
    }

    /** Marks the news up to the newest that was shown as read; what came since stays unread. */
    public void markRead() throws IOException {
        try {
            claims.markRead(current.require(Role.READER), shown());
        } catch (Refusal refusal) {
            Answers.refuse(refusal);
        }
        Answers.redirect("/notifications");
    }

    public List<NotificationView> getItems() {
        return items;
    }

    public List<ClaimCard> getFollowed() {
        return followed;
    }

    public boolean isUnread() {
        return items.stream().anyMatch(NotificationView::unread);
    }

    /** The newest of the news on this page. */
    public long getNewest() {
        return items.isEmpty() ? 0 : items.getFirst().id();
    }

    private long shown() {
        String sent = request.getParameter("shown");
        return sent != null && sent.matches("[0-9]{1,18}") ? Long.parseLong(sent) : 0;
    }
}
