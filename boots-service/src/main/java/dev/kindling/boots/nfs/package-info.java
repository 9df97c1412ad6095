/**
 * A read-only NFSv3 server (RFC 1813) with MOUNT and the portmapper, for the root trees of the machines in the inventory.
 */
package dev.kindling.boots.nfs;
