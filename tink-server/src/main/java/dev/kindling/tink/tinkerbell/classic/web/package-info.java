/** The HTTP port of the compatibility listener: {@code /cert} and the REST paths of Tinkerbell v0.6. */
package dev.kindling.tink.tinkerbell.classic.web;
