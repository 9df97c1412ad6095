/**
 * The decision: what one DHCP request gets, from the request, the machine and the settings alone. No socket, no clock,
 * no logger.
 *
 * <p>RFC 2131 (sections 3, 4.1, 4.3), RFC 3397, RFC 3442, RFC 4578, RFC 6842, RFC 3527, RFC 5107, RFC 8357, PXE 2.1. Not
 * implemented: dynamic pools (the directory gives every machine its address), BOOTP, FORCERENEW, leasequery.
 */
package dev.kindling.boots.netboot;
