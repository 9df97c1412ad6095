/**
 * Values whose text form is a promise between the services: addresses, boot nonces, sessions, the command line.
 *
 * <p>Depends on {@code java.*} only, so that the agent can use it as it is.
 */
package dev.kindling.contract;
