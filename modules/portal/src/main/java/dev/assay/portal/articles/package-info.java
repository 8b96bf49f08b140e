/**
 * The knowledge base as files: articles in Markdown with front matter, rendered to sanitized HTML once and kept.
 */
@NullMarked
package dev.assay.portal.articles;

import org.jspecify.annotations.NullMarked;
