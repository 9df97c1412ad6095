/** Actions that start a process of the machine, and the one that ends them all. */
package dev.kindling.agent.process;
