/** What this boot was asked and what became of it, on disk, so that a dead agent process loses nothing. */
package dev.kindling.agent.journal;
