/** The HTTP door: disk images at {@code /images/NAME}, health and metrics. */
package dev.kindling.boots.http;
