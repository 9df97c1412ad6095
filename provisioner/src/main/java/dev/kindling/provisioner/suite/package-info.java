/** All services in one process: their ports, their data directory, their start and their end. */
package dev.kindling.provisioner.suite;
