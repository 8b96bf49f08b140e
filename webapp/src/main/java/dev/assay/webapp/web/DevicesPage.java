package dev.assay.webapp.web;

import dev.assay.portal.devices.DeviceView;
import dev.assay.portal.devices.Devices;
import dev.assay.portal.experiments.ExperimentCard;
import dev.assay.portal.experiments.ExperimentFilter;
import dev.assay.portal.experiments.Experiments;
import dev.assay.protocol.Capabilities;
import dev.assay.webapp.api.PortalAddress;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fleet, and the page of one device. */
@Named("devicesPage")
@RequestScoped
public class DevicesPage {
    private static final int LATEST = 10;

    @Inject
    PortalAddress address;

    @Inject
    Devices devices;

    @Inject
    Experiments experiments;

    private String id = "";
    private @Nullable DeviceView device;

    /** An address may use the id or the name of a device. */
    public void load() throws IOException {
        device = Answers.uuid(id)
                .map(devices::find)
                .orElseGet(() -> devices.find(id))
                .orElse(null);
        if (device == null) {
            Answers.notFound("There is no device " + id + "; it may have been removed.");
        }
    }

    /** The address of this portal as an agent is told it. */
    public String getPortal() {
        return address.get();
    }

    public List<DeviceView> getFleet() {
        return devices.list();
    }

    public String getId() {
        return id;
    }

    public void setId(String id) {
        this.id = id;
    }

    public @Nullable DeviceView getDevice() {
        return device;
    }

    public List<ExperimentCard> getLatest() {
        DeviceView known = device;
        return known == null
                ? List.of()
                : experiments
                        .list(new ExperimentFilter(null, null, known.name()), null, LATEST)
                        .items();
    }

    /** A device in a few words: {@code AMD EPYC, 2 cores, 8.3 GB, amd64}. */
    public static String summary(Capabilities capabilities) {
        Format format = new Format();
        return capabilities.cpuModel() + ", " + format.plural(capabilities.threads(), "thread") + ", "
                + format.bytes(capabilities.ramBytes()) + ", " + capabilities.arch();
    }

    public String describe(Capabilities capabilities) {
        return summary(capabilities);
    }

    /** What the sandbox level means for whoever lends the device. */
    public String sandbox(Capabilities capabilities) {
        return switch (capabilities.sandbox()) {
            case BUBBLEWRAP -> "jobs run without network, in their own process tree, with a read-only file system";
            case LIMITS -> "jobs run with resource limits and an empty environment";
            case NONE -> "jobs run as ordinary processes with a time limit";
        };
    }
}
