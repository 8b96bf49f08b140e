package dev.assay.worker;

import dev.assay.worker.portal.DeviceIdentity;
import dev.assay.worker.portal.PortalClient;
import dev.assay.worker.portal.PortalRefusal;
import java.io.IOException;

/** Calls with the device's access token, which is fetched anew once when the portal refuses it. */
final class PortalLink {
    private static final int UNAUTHORIZED = 401;

    private final PortalClient client;
    private final DeviceIdentity identity;

    PortalLink(PortalClient client, DeviceIdentity identity) {
        this.client = client;
        this.identity = identity;
    }

    /** One request. */
    @FunctionalInterface
    interface Call<T> {
        T on(PortalClient client) throws IOException, PortalRefusal, InterruptedException;
    }

    <T> T call(Call<T> call) throws IOException, PortalRefusal, InterruptedException {
        boolean fresh = authenticate();
        try {
            return call.on(client);
        } catch (PortalRefusal e) {
            if (e.status() != UNAUTHORIZED || fresh) {
                throw e;
            }
            client.forgetToken();
            authenticate();
            return call.on(client);
        }
    }

    /** True when a token was fetched just now. */
    private synchronized boolean authenticate() throws IOException, PortalRefusal, InterruptedException {
        if (client.isAuthenticated()) {
            return false;
        }
        String deviceId = identity.deviceId();
        if (deviceId == null) {
            throw new PortalRefusal(UNAUTHORIZED, "", "This machine is not enrolled.");
        }
        client.authenticate(deviceId, identity);
        return true;
    }
}
