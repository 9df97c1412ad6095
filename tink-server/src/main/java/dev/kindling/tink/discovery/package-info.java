/** What becomes of a board that nobody declared: it is observed, or enlisted by rule. */
package dev.kindling.tink.discovery;
