/** What is asked of a node and what became of it: values only. */
package dev.kindling.agent.action;
