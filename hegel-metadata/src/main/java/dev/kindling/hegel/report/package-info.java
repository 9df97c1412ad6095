/** What a machine tells of itself once its own system runs; tink-server keeps it in the machine's timeline. */
package dev.kindling.hegel.report;
