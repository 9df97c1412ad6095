/** The PostgreSQL Kindling brings along: its binaries, its cluster, its postmaster; plain Java without Spring. */
package dev.kindling.tink.postgres;
