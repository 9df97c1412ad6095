/** workflow-agent: reads an action, runs it, reports it. This package is the main class and the loop. */
package dev.kindling.agent;
