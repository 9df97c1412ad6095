/** Partitions and formats disks as the machine's metadata describes them. */
package dev.kindling.agent.storage;
