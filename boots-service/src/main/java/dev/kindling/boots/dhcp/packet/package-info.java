/**
 * DHCP bytes and values; depends on {@code java.*} only.
 *
 * <p>RFC 2131 section 2 (message), RFC 2132 (options, overload in section 9.3), RFC 3396 (long options), RFC 3046
 * (relay agent information), RFC 8357 (relay source port). Not implemented: writing overloaded options, RFC 3118
 * authentication, BOOTP without the cookie.
 */
package dev.kindling.boots.dhcp.packet;
