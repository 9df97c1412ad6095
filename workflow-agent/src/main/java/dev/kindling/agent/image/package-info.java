/** Streams a disk image from HTTP to a disk in bounded memory. */
package dev.kindling.agent.image;
