package dev.assay.webapp.web;

import dev.assay.portal.Refusal;
import dev.assay.portal.accounts.CurrentAccount;
import dev.assay.portal.accounts.Role;
import dev.assay.portal.claims.ClaimCard;
import dev.assay.portal.claims.Claims;
import dev.assay.portal.claims.NotificationView;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/** News about the claims that an account follows. */
@Named("notificationsPage")
@RequestScoped
public class NotificationsPage {
    private static final int NEWEST = 100;

    @Inject
    Claims claims;

    @Inject
    CurrentAccount current;

    private List<NotificationView> items = List.of();
    private List<ClaimCard> followed = List.of();

    public void load() throws IOException {
        if (!current.isSignedIn()) {
            Answers.redirect("/login?next=/notifications");
            return;
        }
        UUID account = current.require(Role.READER);
        items = claims.news(account, NEWEST);
        followed = claims.followed(account);
    }

    /** Marks everything that was shown as read. */
    public void markRead(long upTo) throws IOException {
        try {
            claims.markRead(current.require(Role.READER), upTo);
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

    /** The newest shown; later ones are not marked with it. */
    public long getNewest() {
        return items.isEmpty() ? 0 : items.getFirst().id();
    }
}
