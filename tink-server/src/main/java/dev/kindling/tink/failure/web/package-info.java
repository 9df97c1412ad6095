/** The REST door's one table from failures to RFC 9457 problems. */
package dev.kindling.tink.failure.web;
