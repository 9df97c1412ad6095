/** REST door of workflows, and the server-sent events that follow one. */
package dev.kindling.tink.workflow.web;
