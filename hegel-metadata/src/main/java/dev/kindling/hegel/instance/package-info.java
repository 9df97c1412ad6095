/** The machines hegel may answer: each with its hardware document, kept here so that no request waits for a remote call. */
package dev.kindling.hegel.instance;
