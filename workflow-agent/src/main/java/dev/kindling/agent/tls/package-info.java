/** Trust in Kindling's own authority, known by its pin from the kernel command line. */
package dev.kindling.agent.tls;
