/**
 * One virtual Pi 4 from power-on to its own disk: boot loader, kernel, the real agent, reboot, and the card in the end.
 *
 * <p>Where it differs from a board: of boot order 0xf12 (network, card, again) the card's turn comes only when the server
 * says so with a zero-byte {@code start4.elf}; while the server is away the network is tried again for ever, as with
 * NET_BOOT_MAX_RETRIES. There is no NFS mount; the waits for power and link are left out unless real time is asked for.
 */
package dev.kindling.simulator.walk;
