/** Unpacks tar archives into a file system. */
package dev.kindling.agent.archive;
