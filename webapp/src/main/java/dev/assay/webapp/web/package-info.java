/**
 * The pages: clean addresses, thin Faces beans (one per page, request scoped), and the pure functions that turn records
 * into text, plots and form values.
 */
@NullMarked
package dev.assay.webapp.web;

import org.jspecify.annotations.NullMarked;
