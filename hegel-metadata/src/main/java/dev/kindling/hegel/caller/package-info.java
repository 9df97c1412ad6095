/** Who is asking: the source address of a connection, or what a trusted proxy says of it. */
package dev.kindling.hegel.caller;
