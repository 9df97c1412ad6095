/** Actions that are container images, run by the machine's Docker engine. */
package dev.kindling.agent.container;
