/** The last packets of each machine, kept in bounded memory, and the pcapng file that is made of them. */
package dev.kindling.boots.capture;
