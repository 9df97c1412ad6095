/** As root: network namespaces, a bridge, and sockets opened inside a namespace by setns(2). */
package dev.kindling.simulator.lab;
