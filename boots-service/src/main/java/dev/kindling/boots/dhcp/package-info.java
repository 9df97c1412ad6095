/** The DHCP door: sockets, the receive loop, what is reported of an exchange. */
package dev.kindling.boots.dhcp;
