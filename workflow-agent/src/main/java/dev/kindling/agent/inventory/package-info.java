/** What hardware this machine has, read from /sys and /proc. */
package dev.kindling.agent.inventory;
