/** The engine under load: a tink-server in a process of its own, its PostgreSQL, and agents that speak the real protocol. */
package dev.kindling.benchmarks.engine;
