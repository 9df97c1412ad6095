/** Secrets: written by people, encrypted at rest, read only by the machines they belong to. */
package dev.kindling.tink.secret;
