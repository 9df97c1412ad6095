/** The port to tink-server: what the loop asks of it, and every answer it can get. */
package dev.kindling.agent.tink;
