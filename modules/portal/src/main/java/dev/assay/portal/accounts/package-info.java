/** Who may do what: accounts, signing in, invitations, API tokens, the settings of an administrator, the audit trail. */
@NullMarked
package dev.assay.portal.accounts;

import org.jspecify.annotations.NullMarked;
