package dev.kindling.boots.report.grpc;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The event spool.
 *
 * @param maximumSize disk space for events tink-server has not stored yet; above it new events are dropped and counted
 */
@ConfigurationProperties("kindling.boots.events")
record ReportProperties(@DefaultValue("64MB") DataSize maximumSize) {}
