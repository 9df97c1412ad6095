/** Bearer tokens on the REST door, and the REST view of tokens and audit. */
package dev.kindling.tink.identity.web;
