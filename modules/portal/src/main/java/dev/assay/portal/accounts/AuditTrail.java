package dev.assay.portal.accounts;

import dev.assay.portal.Page;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What happened, for administrators to read. Entries are only ever added. */
@ApplicationScoped
@Transactional
public class AuditTrail {
    @PersistenceContext(unitName = "assay")
    EntityManager entities;

    @Inject
    CurrentAccount current;

    @Inject
    ClientAddress address;

    /** Writes an entry in the transaction of the caller; no secret may be part of it. */
    public void record(String action, @Nullable UUID by, @Nullable String subject) {
        entities.persist(new AuditEvent(
                by,
                action,
                subject == null ? null : subject.replaceAll("\\p{Cntrl}", " ").strip(),
                address.get()));
    }

    /** Newest first; for administrators. */
    public Page<AuditEntry> list(@Nullable String cursor, int limit) {
        current.require(Role.ADMIN);
        int size = Page.size(limit);
        List<AuditEntry> rows = entities.createQuery("""
                        select new dev.assay.portal.accounts.AuditEntry(
                                   e.id, e.happenedAt, a.name, e.action, e.subject, e.address)
                          from AuditEvent e left join Account a on a.id = e.accountId
                         where e.id < :before order by e.id desc
                        """, AuditEntry.class)
                .setParameter("before", Page.before(cursor))
                .setMaxResults(size + 1)
                .getResultList();
        return Page.of(rows, size, last -> Long.toString(last.id()));
    }
}
