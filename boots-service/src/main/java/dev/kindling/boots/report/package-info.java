/**
 * What boots saw, on its way to the flight recorder: {@link dev.kindling.boots.report.BootReports} takes an event,
 * a spool file keeps it on disk until tink-server has stored it.
 */
package dev.kindling.boots.report;
