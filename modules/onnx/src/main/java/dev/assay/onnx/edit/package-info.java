/** What every rewrite of a graph needs: attributes of nodes, and names that collide with none. */
@NullMarked
package dev.assay.onnx.edit;

import org.jspecify.annotations.NullMarked;
