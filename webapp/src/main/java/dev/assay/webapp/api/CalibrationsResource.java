package dev.assay.webapp.api;

import dev.assay.guidance.roofline.Calibration;
import dev.assay.guidance.roofline.Errors;
import dev.assay.portal.Page;
import dev.assay.portal.Refusal;
import dev.assay.portal.accounts.CurrentAccount;
import dev.assay.portal.accounts.Role;
import dev.assay.portal.predictions.Calibrations;
import dev.assay.portal.predictions.Predictions;
import dev.assay.portal.predictions.RunPrediction;
import dev.assay.portal.predictions.StoredCalibration;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Calibrations of devices, and what they predict. */
@Path("")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class CalibrationsResource {
    @Inject
    Calibrations calibrations;

    @Inject
    Predictions predictions;

    @Inject
    CurrentAccount current;

    /** What a calibration found; {@code fits} is empty until the times are fitted, some seconds after they came in. */
    public record CalibrationDocument(
            UUID id, UUID device, String deviceName, Instant measured, String runtime, List<FitDocument> fits) {
        static CalibrationDocument of(StoredCalibration stored) {
            return new CalibrationDocument(
                    stored.id(),
                    stored.device(),
                    stored.deviceName(),
                    stored.measured(),
                    stored.report().runtime(),
                    stored.fits().stream().map(FitDocument::of).toList());
        }
    }

    /** One number of threads: errors of probes that were left out, and the ceilings by name. */
    public record FitDocument(
            int threads,
            int probes,
            Errors floats,
            Errors integers,
            double intervalFactor,
            Map<String, Double> ceilings) {
        static FitDocument of(Calibration fit) {
            Map<String, Double> ceilings = new LinkedHashMap<>();
            fit.ceilings().values().forEach((parameter, value) -> ceilings.put(parameter.name(), value));
            return new FitDocument(
                    fit.threads(),
                    fit.points().size(),
                    fit.floats(),
                    fit.integers(),
                    fit.floats().factor(),
                    ceilings);
        }
    }

    /** The job that a calibration waits as. */
    public record CalibrationJob(UUID job) {}

    @GET
    @Path("calibrations")
    @Says("List the newest calibration of each device with its errors and ceilings")
    public Page<CalibrationDocument> list() {
        return Items.of(
                calibrations.list().stream().map(CalibrationDocument::of).toList());
    }

    @POST
    @Path("devices/{id}/calibration")
    @Says("Put a calibration into the queue of a device; it takes about a minute")
    public CalibrationJob calibrate(@PathParam("id") String id) {
        current.require(Role.MEMBER);
        return new CalibrationJob(calibrations.request(Ids.parse(id, "There is no such device.")));
    }

    @GET
    @Path("runs/{id}/prediction")
    @Says("What was to be expected of a run, and what it then took")
    public RunPrediction prediction(@PathParam("id") String id) {
        return predictions
                .of(Ids.parse(id, "There is no such run."))
                .orElseThrow(() -> Refusal.notFound(
                        "Nothing is predicted for this run: its device was not calibrated with that number of threads,"
                                + " or the scenario is not single-stream."));
    }
}
