/**
 * The TFTP server: {@link dev.kindling.boots.tftp.TftpServer} takes requests, {@link dev.kindling.boots.tftp.Transfer}
 * is the protocol without a socket, {@link dev.kindling.boots.tftp.TransferLoop} moves the packets of many transfers.
 *
 * <p>RFC 1350, 1123 (4.2.3), 2347, 2348, 2349, 7440; reading only, mode {@code octet} only.
 */
package dev.kindling.boots.tftp;
