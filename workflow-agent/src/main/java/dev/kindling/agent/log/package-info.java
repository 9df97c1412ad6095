/** One line per event on standard output, for the console of a board and for journald. */
package dev.kindling.agent.log;
