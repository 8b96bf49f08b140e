package dev.assay.portal.claims;

/**
 * News for a follower.
 *
 * @param title  of the claim
 * @param unread whether it was not shown before
 */
public record NotificationView(long id, String title, ClaimView.Change change, boolean unread) {}
