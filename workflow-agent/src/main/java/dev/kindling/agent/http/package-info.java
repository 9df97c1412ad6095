/** A small HTTP/1.1 client (RFC 9112) whose sockets bind where they are told. Not implemented: pipelining, proxies, trailers. */
package dev.kindling.agent.http;
