package dev.assay.webapp.web;

import dev.assay.guidance.HardwareProfile;
import dev.assay.guidance.roofline.Calibration;
import dev.assay.guidance.roofline.Ceilings;
import dev.assay.guidance.roofline.Datasheet;
import dev.assay.guidance.roofline.Parameter;
import dev.assay.guidance.roofline.Prediction;
import dev.assay.onnx.kernels.Kernel;
import dev.assay.portal.guidance.Guidance;
import dev.assay.portal.models.ModelCard;
import dev.assay.portal.models.Models;
import dev.assay.portal.predictions.Calibrations;
import dev.assay.portal.predictions.MeasuredKernels;
import dev.assay.portal.predictions.PlannedModels;
import dev.assay.portal.predictions.StoredCalibration;
import dev.assay.protocol.SchemeSpec;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The roofline of a calibrated device or of a profile, with the kernels of a model on it. The address holds its state. */
@Named("rooflinePage")
@RequestScoped
public class RooflinePage {
    private static final int MOST_MODELS = 100;
    private static final int MOST_ROWS = 60;
    private static final List<String> SCHEMES =
            List.of("fp32", "fp16", "int8-dynamic", "int8-static", "int8-weight-only", "int4-weight-only");

    @Inject
    Calibrations calibrations;

    @Inject
    Guidance guidance;

    @Inject
    Models models;

    @Inject
    PlannedModels plans;

    @Inject
    MeasuredKernels measured;

    private String device = "";
    private String profile = "";
    private String model = "";
    private String scheme = "fp32";
    private String threads = "1";
    private String sizes = "";

    private List<StoredCalibration> stored = List.of();
    private List<ModelCard> cards = List.of();
    private @Nullable StoredCalibration calibration;
    private @Nullable Calibration fit;
    private @Nullable HardwareProfile sheetOf;
    private @Nullable Datasheet sheet;
    private @Nullable Prediction prediction;
    private List<Row> rows = List.of();
    private List<RooflinePlot.Dot> dots = List.of();
    private List<RooflinePlot.Line> lines = List.of();
    private @Nullable RooflinePlot plot;
    private String problem = "";

    /** One kernel; {@code gops} is what it reaches, {@code measuredGops} what a stored run's profile shows, or null. */
    public record Row(
            String node,
            String op,
            String arithmetic,
            double mega,
            double bytes,
            double intensity,
            double micros,
            double share,
            String bound,
            @Nullable Double measuredMicros) {}

    /** Reads the address; whatever is missing is chosen, whatever cannot be is said. */
    public void load() {
        stored = calibrations.list();
        cards = models.list(null, MOST_MODELS).items();
        choose();
        Optional<ModelCard> card = cards.stream()
                .filter(one -> one.ref().equals(model) || one.sha256().equals(model))
                .findFirst();
        if (card.isEmpty()) {
            problem = cards.isEmpty()
                    ? "There is no model yet."
                    : "There is no model " + model + "; choose one of the list.";
            draw(List.of());
            return;
        }
        Map<String, Long> dimensions = dimensions();
        PlannedModels.Planned planned = plans.plan(
                        card.get().sha256(), new SchemeSpec(scheme, Map.of()), dimensions, List.of())
                .orElse(null);
        if (planned == null) {
            problem = "The scheme " + scheme + " cannot be applied to this model, so its kernels are not known.";
            draw(List.of());
            return;
        }
        List<Ceilings.Time> times = times(planned);
        if (!times.isEmpty()) {
            list(planned.kernels(), times, card.get().sha256());
        }
        draw(rows);
    }

    private void choose() {
        Optional<StoredCalibration> chosen = stored.stream()
                .filter(one -> one.device().toString().equals(device)
                        || one.deviceName().equalsIgnoreCase(device))
                .findFirst();
        if (!device.isEmpty() && chosen.isEmpty()) {
            problem = "The device " + device + " is not calibrated; its page has a button for that.";
        }
        if (device.isEmpty() && profile.isEmpty()) {
            chosen = stored.stream().findFirst();
        }
        StoredCalibration known = chosen.orElse(null);
        calibration = known;
        if (known != null) {
            device = known.device().toString();
            int wanted = threads.matches("\\d{1,4}") ? Integer.parseInt(threads) : 1;
            Calibration fitted = known.fit(wanted)
                    .or(() -> known.fits().stream().findFirst())
                    .orElse(null);
            fit = fitted;
            threads = fitted == null ? threads : String.valueOf(fitted.threads());
            problem =
                    fitted == null ? "The times of the probes are being fitted; reload the page in a moment." : problem;
        } else if (device.isEmpty()) {
            HardwareProfile published = guidance.profile(profile)
                    .or(() -> guidance.profiles().stream()
                            .filter(one -> Datasheet.of(one).isPresent())
                            .findFirst())
                    .orElse(null);
            sheetOf = published;
            if (published != null) {
                profile = published.id();
                sheet = Datasheet.of(published).orElse(null);
                problem = sheet == null
                        ? "The profile " + published.name()
                                + " has no peak or no memory bandwidth, so nothing can be drawn."
                        : problem;
            }
        }
        if (model.isEmpty() && !cards.isEmpty()) {
            model = cards.getFirst().ref();
        }
        if (!SCHEMES.contains(scheme)) {
            scheme = "fp32";
        }
    }

    private Map<String, Long> dimensions() {
        Map<String, Long> dimensions = new TreeMap<>();
        for (String pair : sizes.split("[,; ]+", -1)) {
            String[] parts = pair.split("=", -1);
            if (parts.length == 2 && parts[1].matches("[1-9]\\d{0,6}")) {
                dimensions.put(parts[0], Long.parseLong(parts[1]));
            } else if (!pair.isBlank()) {
                problem = "The size " + pair + " is not of the form name=number; it was left out.";
            }
        }
        return dimensions;
    }

    private List<Ceilings.Time> times(PlannedModels.Planned planned) {
        Calibration known = fit;
        Datasheet published = sheet;
        if (known != null) {
            prediction = known.predict(planned.work());
            return known.ceilings().times(planned.work());
        }
        if (published != null) {
            prediction = published.predict(planned.work());
            return published.times(planned.work());
        }
        return List.of();
    }

    private void list(List<Kernel> kernels, List<Ceilings.Time> times, String sha256) {
        double total = times.stream().mapToDouble(Ceilings.Time::nanos).sum();
        Map<String, Double> micros =
                calibration == null ? Map.of() : measured.micros(calibration.device(), sha256, scheme, threads);
        List<Row> found = new ArrayList<>();
        for (int i = 0; i < kernels.size(); i++) {
            Kernel kernel = kernels.get(i);
            Ceilings.Time time = times.get(i);
            if (kernel.dispatched()) {
                found.add(new Row(
                        kernel.node(),
                        kernel.op(),
                        new Format().words(kernel.arithmetic()),
                        kernel.operations() / 1e6,
                        kernel.bytes(),
                        kernel.intensity(),
                        time.nanos() / 1e3,
                        total > 0 ? time.nanos() / total : 0,
                        new Format().words(time.bound()),
                        micros.get(kernel.node())));
            }
        }
        found.sort(Comparator.comparingDouble(Row::micros).reversed());
        rows = List.copyOf(found);
    }

    private void draw(List<Row> kernels) {
        Calibration known = fit;
        Datasheet published = sheet;
        double peak;
        if (known != null) {
            peak = Math.max(
                    known.ceilings().get(Parameter.PRODUCT_FLOAT),
                    known.ceilings().get(Parameter.PRODUCT_INT8));
        } else if (published != null) {
            peak = Math.max(published.operationsPerNano(), published.integerPerNano());
        } else {
            return;
        }
        List<Row> shown = kernels.stream()
                .filter(row -> row.intensity() > 0 && row.micros() > 0)
                .toList();
        List<double[]> points = new ArrayList<>();
        shown.forEach(row -> points.add(new double[] {row.intensity(), gops(row.mega(), row.micros())}));
        RooflinePlot plane = new RooflinePlot(points, peak);
        plot = plane;
        if (known != null) {
            lines = RooflineLines.of(plane, known.ceilings());
        } else if (published != null) {
            lines = RooflineLines.of(plane, published);
        }
        List<RooflinePlot.Dot> marks = new ArrayList<>();
        for (Row row : shown) {
            double rate = gops(row.mega(), row.micros());
            marks.add(new RooflinePlot.Dot(
                    plane.x(row.intensity()),
                    plane.y(rate),
                    2.5 + 8 * Math.sqrt(row.share()),
                    row.bound(),
                    row.node() + " (" + row.op() + "): predicted " + new Format().fixed(row.micros(), 1) + " µs, "
                            + row.bound() + " bound"));
            Double real = row.measuredMicros();
            if (real != null && real > 0) {
                marks.add(new RooflinePlot.Dot(
                        plane.x(row.intensity()),
                        plane.y(gops(row.mega(), real)),
                        3,
                        "measured",
                        row.node() + " (" + row.op() + "): measured " + new Format().fixed(real, 1) + " µs"));
            }
        }
        dots = List.copyOf(marks);
    }

    private static double gops(double mega, double micros) {
        return 1_000 * mega / micros;
    }

    /** The answer of the page in one sentence. */
    public String getHeadline() {
        Prediction expected = prediction;
        if (expected == null) {
            return "Where the time of a model goes on a device, kernel by kernel.";
        }
        Format format = new Format();
        String where = fit != null && calibration != null
                ? calibration.deviceName() + " with " + format.plural(fit.threads(), "thread")
                : sheetOf == null ? "this profile" : sheetOf.name();
        return model + " as " + scheme + " on " + where + ": predicted " + format.ms(expected.medianMillis()) + " ms, "
                + format.ms(expected.lowMillis()) + " to " + format.ms(expected.highMillis()) + " ms.";
    }

    /** What limits the model, in words; empty without a model. */
    public String getLimits() {
        return RooflineLines.limits(rows);
    }

    public List<Row> getRows() {
        return rows.size() > MOST_ROWS ? rows.subList(0, MOST_ROWS) : rows;
    }

    public int getRowCount() {
        return rows.size();
    }

    public List<RooflinePlot.Dot> getDots() {
        return dots;
    }

    public List<RooflinePlot.Line> getLines() {
        return lines;
    }

    public List<RooflinePlot.Tick> getTicksX() {
        return plot == null ? List.of() : plot.ticksX();
    }

    public List<RooflinePlot.Tick> getTicksY() {
        return plot == null ? List.of() : plot.ticksY();
    }

    public boolean isDrawn() {
        return plot != null;
    }

    public List<StoredCalibration> getCalibrations() {
        return stored;
    }

    public List<HardwareProfile> getProfiles() {
        return guidance.profiles().stream()
                .filter(one -> Datasheet.of(one).isPresent())
                .toList();
    }

    public List<ModelCard> getModels() {
        return cards;
    }

    public List<String> getSchemes() {
        return SCHEMES;
    }

    public @Nullable Prediction getPrediction() {
        return prediction;
    }

    public boolean isCalibrated() {
        return fit != null;
    }

    public String getProblem() {
        return problem;
    }

    public String getDevice() {
        return device;
    }

    public void setDevice(String device) {
        this.device = device;
    }

    public String getProfile() {
        return profile;
    }

    public void setProfile(String profile) {
        this.profile = profile;
    }

    public String getModel() {
        return model;
    }

    public void setModel(String model) {
        this.model = model;
    }

    public String getScheme() {
        return scheme;
    }

    public void setScheme(String scheme) {
        this.scheme = scheme;
    }

    public String getThreads() {
        return threads;
    }

    public void setThreads(String threads) {
        this.threads = threads;
    }

    public String getSizes() {
        return sizes;
    }

    public void setSizes(String sizes) {
        this.sizes = sizes;
    }
}
