/** Writes one file into a file system on a disk, mounted or not. */
package dev.kindling.agent.file;
