/** The directory under which the agent finds its machine: {@code /} on a board, any directory for a virtual one. */
package dev.kindling.agent.root;
