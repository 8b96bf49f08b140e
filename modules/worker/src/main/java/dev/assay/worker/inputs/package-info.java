/** What is fed to a model: generated tensors, arrays from a file, or tokenized text. */
@NullMarked
package dev.assay.worker.inputs;

import org.jspecify.annotations.NullMarked;
