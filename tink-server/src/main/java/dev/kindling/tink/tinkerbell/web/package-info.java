/** Tinkerbell's view of workflows at Kindling's own door, for import and export: with a token, as everything there. */
package dev.kindling.tink.tinkerbell.web;
