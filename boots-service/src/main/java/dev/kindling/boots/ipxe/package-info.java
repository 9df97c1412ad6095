/** What PCs and servers boot: iPXE itself, as the operator or the system's package put it there, and its scripts. */
package dev.kindling.boots.ipxe;
