package dev.assay.portal.accounts;

import dev.assay.portal.Database;
import dev.assay.portal.Page;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What happened, for administrators to read. Entries are only ever added. */
@ApplicationScoped
@Transactional
public class AuditTrail {
    @Inject
    Database database;

    @Inject
    CurrentAccount current;

    @Inject
    ClientAddress address;

    /** Writes an entry in the transaction of the caller; no secret may be part of it. */
    public void record(String action, @Nullable UUID by, @Nullable String subject) {
        database.update(
                "insert into audit_event (account_id, action, subject, address) values (?, ?, ?, ?)",
                by,
                action,
                subject == null ? null : subject.replaceAll("\\p{Cntrl}", " ").strip(),
                address.get());
    }

    /** Newest first; for administrators. */
    public Page<AuditEntry> list(@Nullable String cursor, int limit) {
        current.require(Role.ADMIN);
        int size = Page.size(limit);
        List<AuditEntry> rows = database.list(
                """
                select e.id, e.at, a.name as account, e.action, e.subject, e.address
                  from audit_event e left join account a on a.id = e.account_id
                 where e.id < ? order by e.id desc limit ?
                """,
                row -> new AuditEntry(
                        row.getLong("id"),
                        Database.requiredInstant(row, "at"),
                        row.getString("account"),
                        row.getString("action"),
                        row.getString("subject"),
                        row.getString("address")),
                Page.before(cursor),
                size + 1);
        return Page.of(rows, size, last -> Long.toString(last.id()));
    }
}
