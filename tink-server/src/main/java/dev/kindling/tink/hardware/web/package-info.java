/** The REST door of hardware. */
package dev.kindling.tink.hardware.web;
