/** What a board's Ethernet port can do, a relay agent that gives it one on loopback, and the board's TFTP client. */
package dev.kindling.simulator.wire;
