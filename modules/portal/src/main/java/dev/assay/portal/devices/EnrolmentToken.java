package dev.assay.portal.devices;

import java.time.Instant;

/** A new enrolment token; this is the only time that anybody sees it. */
public record EnrolmentToken(String token, Instant expires, int uses) {}
