/** A run: the frozen plan of a workflow, the one pure function that moves it, and the use cases around it. */
package dev.kindling.tink.workflow;
