/** Uploaded and built-in models: the gate, their facts, their files. */
@NullMarked
package dev.assay.portal.models;

import org.jspecify.annotations.NullMarked;
