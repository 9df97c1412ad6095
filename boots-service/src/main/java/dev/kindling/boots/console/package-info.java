/**
 * What machines say of themselves: syslog (RFC 3164 and 5424) and netconsole (the Raspberry Pi's boot loader's and the
 * kernel's) over UDP, each line on its way to the machine's timeline.
 */
package dev.kindling.boots.console;
