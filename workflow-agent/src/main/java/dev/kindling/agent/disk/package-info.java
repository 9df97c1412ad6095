/** The machine's disks: paths, partitions, wiping. */
package dev.kindling.agent.disk;
