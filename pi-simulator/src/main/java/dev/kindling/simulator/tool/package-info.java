/** Runs other programs: mtools, e2fsprogs, iproute2. */
package dev.kindling.simulator.tool;
