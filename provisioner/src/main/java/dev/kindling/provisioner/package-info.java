/** provisioner: all services in one process, and the kindling command. */
package dev.kindling.provisioner;
