package dev.assay.portal.devices;

import dev.assay.portal.Database;
import dev.assay.portal.Surroundings;

/** The boundaries of this package outside of a container. */
@SuppressWarnings("UnnecessaryAssignment") // there is no container that would inject
public final class DevicesFixture {
    private DevicesFixture() {}

    public static Devices devices(Database database) {
        Devices devices = new Devices();
        devices.database = database;
        return devices;
    }

    public static DeviceAccess access(Database database, Surroundings surroundings) {
        DeviceAccess access = new DeviceAccess();
        access.database = database;
        access.surroundings = surroundings;
        return access;
    }
}
