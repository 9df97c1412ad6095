/** Tinkerbell's hardware document: its shape, its rules, all violations at once; pure. */
package dev.kindling.tink.hardware.document;
