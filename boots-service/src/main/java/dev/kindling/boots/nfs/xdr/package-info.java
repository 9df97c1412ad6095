/** XDR, the external data representation of RFC 4506: bytes in, values out, and back. Knows no socket. */
package dev.kindling.boots.nfs.xdr;
