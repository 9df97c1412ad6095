/**
 * TFTP bytes and values: RFC 1350 (protocol), 2347 (options), 2348 (blksize), 2349 (timeout, tsize), 7440 (windowsize).
 * Pure, {@code java.*} only. Not implemented: the translation of {@code netascii}, multicast (RFC 2090).
 */
package dev.kindling.boots.tftp.packet;
