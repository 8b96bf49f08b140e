package dev.assay.webapp.web;

import dev.assay.portal.Refusal;
import dev.assay.portal.accounts.CurrentAccount;
import dev.assay.portal.accounts.Role;
import dev.assay.portal.predictions.Calibrations;
import dev.assay.portal.predictions.StoredCalibration;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The calibration of one device, on its page. */
@Named("calibrationPanel")
@RequestScoped
public class CalibrationPanel {
    @Inject
    Calibrations calibrations;

    @Inject
    CurrentAccount current;

    /** The newest calibration, or null. */
    public @Nullable StoredCalibration newest(UUID device) {
        return calibrations.newest(device).orElse(null);
    }

    /** Whether one waits or runs. */
    public boolean pending(UUID device) {
        return calibrations.pending(device).isPresent();
    }

    /** Puts a calibration into the queue. */
    public void request(String device) throws IOException {
        Optional<UUID> id = Answers.uuid(device);
        if (id.isEmpty()) {
            Answers.notFound("There is no device " + device + "; it may have been removed.");
            return;
        }
        try {
            current.require(Role.MEMBER);
            calibrations.request(id.get());
            Answers.say(
                    "The calibration waits for its turn; it takes about a minute, and this page shows what it found.");
        } catch (Refusal refusal) {
            Answers.refuse(refusal);
        }
        Answers.redirect("/devices/" + id.get());
    }
}
