/** The machines boots may answer: what it needs to know of each, kept here so that no packet waits for a remote call. */
package dev.kindling.boots.machine;
