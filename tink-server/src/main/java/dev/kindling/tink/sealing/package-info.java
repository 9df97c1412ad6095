/** Encryption at rest with the master key of the data directory. */
package dev.kindling.tink.sealing;
