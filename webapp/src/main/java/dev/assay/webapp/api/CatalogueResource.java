package dev.assay.webapp.api;

import dev.assay.guidance.HardwareProfile;
import dev.assay.portal.Page;
import dev.assay.portal.devices.DeviceView;
import dev.assay.portal.devices.Devices;
import dev.assay.portal.guidance.Guidance;
import dev.assay.quantization.Scheme;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;

/** What an experiment can be made of, besides models. */
@Path("")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class CatalogueResource {
    @Inject
    Devices devices;

    @Inject
    Guidance guidance;

    /** A scheme with its options at their defaults. */
    public record SchemeItem(String name, String description, Map<String, String> options) {}

    @GET
    @Path("schemes")
    @Says("List the schemes with their options")
    public Page<SchemeItem> schemes() {
        return Items.of(Scheme.all().stream()
                .map(scheme -> new SchemeItem(scheme.name(), scheme.description(), scheme.options()))
                .toList());
    }

    @GET
    @Path("devices")
    @Says("List the devices with their state and capabilities")
    public Page<DeviceView> devices() {
        return Items.of(devices.list());
    }

    @GET
    @Path("profiles")
    @Says("List the hardware profiles with sources and grades")
    public Page<HardwareProfile> profiles() {
        return Items.of(guidance.profiles());
    }
}
