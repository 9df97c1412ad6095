/**
 * DHCP and TFTP as bytes, written from the RFCs for the boards alone; the services have their own.
 *
 * <p>RFC 951, 2131, 2132 (DHCP), 3046 and 8357 (relay), 3396 (concatenation), 1350, 2347, 2348, 2349 (TFTP). Not
 * implemented: option overload (52) and TFTP writes, which neither a Pi nor its server uses.
 */
package dev.kindling.simulator.packet;
