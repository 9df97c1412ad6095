/**
 * Speaking Tinkerbell: an own listener for the clients and workers people have. It asks nobody who they are, so it is off until it
 * is wanted, has its own address and ports, and says what it opens.
 */
package dev.kindling.tink.tinkerbell;
