/** Machines with an agent: enrolment, proof of identity, health, and what a page says about them. */
@NullMarked
package dev.assay.portal.devices;

import org.jspecify.annotations.NullMarked;
