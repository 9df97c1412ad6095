/** Every way a request can be refused, as one sealed family; each door has one switch over it. */
package dev.kindling.tink.failure;
