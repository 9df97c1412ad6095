/** How an action is run: its context, its output, its end from outside. */
package dev.kindling.agent.runtime;
