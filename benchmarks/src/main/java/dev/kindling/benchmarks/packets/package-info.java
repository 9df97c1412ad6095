/** What one packet costs: the codecs of DHCP and TFTP, and the decision what a DHCP client gets. */
package dev.kindling.benchmarks.packets;
