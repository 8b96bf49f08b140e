package dev.assay.portal.accounts;

import jakarta.enterprise.context.RequestScoped;

/** Where a request comes from, as far as the server can tell; the guard in front of the pages fills it. */
@RequestScoped
public class ClientAddress {
    private String address = "";

    public void set(String known) {
        this.address = known;
    }

    public String get() {
        return address;
    }
}
