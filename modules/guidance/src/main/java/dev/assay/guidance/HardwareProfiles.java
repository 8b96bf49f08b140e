package dev.assay.guidance;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * All known hardware profiles, in the order of the table.
 *
 * @param profiles with distinct ids
 */
public record HardwareProfiles(List<HardwareProfile> profiles) {
    /** Where the table lies on the class path when the content module is present. */
    public static final String RESOURCE = "/assay/profiles/hardware-profiles.csv";

    public HardwareProfiles {
        profiles = List.copyOf(profiles);
    }

    /**
     * Reads the comma-separated table (RFC 4180, one header line).
     *
     * @throws InvalidGuidanceInput with one sentence per absurd cell
     * @throws UncheckedIOException when the reader fails
     */
    public static HardwareProfiles read(Reader csv) {
        return new ProfileTable().read(csv);
    }

    /**
     * Reads the table at {@link #RESOURCE} with the tables of ceilings, prices and measurements beside it.
     *
     * @throws IllegalStateException when the content module is not on the class path
     */
    public static HardwareProfiles bundled() {
        try (var profiles = open(RESOURCE);
                var ceilings = open("/assay/profiles/profile-ceilings.csv");
                var prices = open("/assay/profiles/price-observations.csv");
                var anchors = open("/assay/profiles/anchors.csv")) {
            return ProfileDetails.complete(read(profiles), ceilings, prices, anchors);
        } catch (IOException e) {
            throw new UncheckedIOException("The table of hardware profiles cannot be read.", e);
        }
    }

    private static Reader open(String resource) {
        var stream = HardwareProfiles.class.getResourceAsStream(resource);
        if (stream == null) {
            throw new IllegalStateException(
                    "The table " + resource + " is missing from the class path; add the content module.");
        }
        return new InputStreamReader(stream, StandardCharsets.UTF_8);
    }

    /** The profile with an id, empty when there is none. */
    public Optional<HardwareProfile> find(String id) {
        return profiles.stream().filter(profile -> profile.id().equals(id)).findFirst();
    }
}
