/** The database: where it is, and notifications between the servers that share it. */
package dev.kindling.tink.database;
