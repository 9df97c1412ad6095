/** Moving house: what a Tinkerbell has, read from a running one or from files, and written as files again. */
package dev.kindling.provisioner.tinkerbell;
