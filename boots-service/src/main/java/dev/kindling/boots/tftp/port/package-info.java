/**
 * UDP sockets for one thread that serves many peers: with the kernel's batch calls on Linux, with the JDK's channels
 * elsewhere. Knows nothing of TFTP.
 */
package dev.kindling.boots.tftp.port;
