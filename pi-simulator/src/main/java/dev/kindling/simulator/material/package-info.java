/**
 * Stand-ins for what cannot be shipped: a firmware tree and a node image. Their files are made from a seed and the same on
 * every machine; the image around them is not (times, owners), so its SHA-256 belongs to the one who made it.
 */
package dev.kindling.simulator.material;
