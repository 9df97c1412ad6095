/** Kindling's own certificate authority and the certificates it issues to the services. */
package dev.kindling.tink.authority;
