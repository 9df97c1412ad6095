/**
 * From reset to kernel: the Pi 4's EEPROM boot loader, its start4.elf firmware and the kernel's own DHCP, as clients.
 *
 * <p>Request order and packets are those of captures and logs of Pi 4 boards; the order of Pi 5, retry times after 2022,
 * HTTP boot and signed boot are not modelled.
 */
package dev.kindling.simulator.boot;
