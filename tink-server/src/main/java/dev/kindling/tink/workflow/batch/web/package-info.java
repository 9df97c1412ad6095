/** The REST door of batches. */
package dev.kindling.tink.workflow.batch.web;
