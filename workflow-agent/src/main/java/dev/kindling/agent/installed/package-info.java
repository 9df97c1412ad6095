/** Actions that work in the installed system: run a command in it, install its boot loader, start its kernel. */
package dev.kindling.agent.installed;
