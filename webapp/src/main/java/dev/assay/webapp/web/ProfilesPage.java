package dev.assay.webapp.web;

import dev.assay.guidance.Figure;
import dev.assay.guidance.FigureKind;
import dev.assay.guidance.HardwareProfile;
import dev.assay.guidance.PowerFigure;
import dev.assay.portal.guidance.Guidance;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The catalogue of hardware profiles and the page of one. */
@Named("profilesPage")
@RequestScoped
public class ProfilesPage {
    /** A profile in the catalogue; the figures are plain so that the table can sort by them. */
    public record Row(
            String id,
            String name,
            String vendor,
            String hardwareClass,
            boolean predicted,
            String grade,
            @Nullable Double int8,
            @Nullable Double bandwidth,
            @Nullable Double memory,
            @Nullable Double watts,
            String boundary) {
        public String getId() {
            return id;
        }

        public String getName() {
            return name;
        }

        public String getVendor() {
            return vendor;
        }

        public String getHardwareClass() {
            return hardwareClass;
        }

        public boolean isPredicted() {
            return predicted;
        }

        public String getGrade() {
            return grade;
        }

        public @Nullable Double getInt8() {
            return int8;
        }

        public @Nullable Double getBandwidth() {
            return bandwidth;
        }

        public @Nullable Double getMemory() {
            return memory;
        }

        public @Nullable Double getWatts() {
            return watts;
        }

        /** What the watts include; empty when nobody publishes them. */
        public String getBoundary() {
            return boundary;
        }
    }

    @Inject
    Guidance guidance;

    private String id = "";
    private @Nullable HardwareProfile profile;

    public void load() throws IOException {
        profile = guidance.profile(id).orElse(null);
        if (profile == null) {
            Answers.notFound("There is no hardware profile called " + id + ".");
        }
    }

    public List<Row> getRows() {
        return guidance.profiles().stream().map(ProfilesPage::row).toList();
    }

    public String getId() {
        return id;
    }

    public void setId(String id) {
        this.id = id;
    }

    public @Nullable HardwareProfile getProfile() {
        return profile;
    }

    /** The figures that somebody published, with basis and grade. */
    public List<Figure> getKnown() {
        return Objects.requireNonNull(profile).ceilings().stream()
                .filter(figure -> figure.value() != null)
                .toList();
    }

    /** The names of the figures that nobody publishes. */
    public String getUnknown() {
        return String.join(
                ", ",
                Objects.requireNonNull(profile).ceilings().stream()
                        .filter(figure -> figure.value() == null)
                        .map(figure -> figure.kind().label())
                        .toList());
    }

    private static Row row(HardwareProfile profile) {
        Optional<PowerFigure> power = Stream.of(PowerFigure.Kind.LOADED, PowerFigure.Kind.DESIGN)
                .flatMap(kind -> profile.power(kind).stream())
                .findFirst();
        return new Row(
                profile.id(),
                profile.name(),
                profile.vendor(),
                profile.hardwareClass().name().toLowerCase(java.util.Locale.ROOT),
                !profile.runMode().measurable(),
                profile.grade().name(),
                profile.value(FigureKind.INT8).orElse(null),
                profile.value(FigureKind.MEMORY_BANDWIDTH).orElse(null),
                profile.value(FigureKind.MEMORY).orElse(null),
                power.map(PowerFigure::watts).orElse(null),
                power.map(figure -> figure.boundary().label()).orElse(""));
    }
}
