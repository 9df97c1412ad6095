/** Several servers on one database: what one does, no other does again. */
package dev.kindling.tink.replicas;
