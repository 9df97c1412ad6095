/** Verdicts: pure rules over a machine's recent events that name a cause and a remedy. */
package dev.kindling.tink.timeline.verdict;
