/**
 * What {@code assay serve} starts and keeps alive: the data directory, embedded PostgreSQL, the portal on Payara Micro and
 * the local agent, each a child process that ends with this one.
 */
@NullMarked
package dev.assay.cli.serve;

import org.jspecify.annotations.NullMarked;
