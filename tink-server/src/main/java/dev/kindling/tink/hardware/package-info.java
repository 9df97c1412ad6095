/** Hardware: what a person declares, in exactly Tinkerbell's document. */
package dev.kindling.tink.hardware;
