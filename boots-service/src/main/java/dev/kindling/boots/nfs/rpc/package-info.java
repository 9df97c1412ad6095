/**
 * ONC RPC version 2 (RFC 5531) as a server speaks it, over TCP with record marking and over UDP. Everything a client
 * can make us hold (records, connections, waits) has a bound.
 */
package dev.kindling.boots.nfs.rpc;
