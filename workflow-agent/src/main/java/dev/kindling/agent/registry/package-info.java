/** What an OCI registry holds: names, credentials for exactly one of them, and the way to a layer. */
package dev.kindling.agent.registry;
