/** What tests share: a real PostgreSQL, and the whole application on ephemeral ports. */
package dev.kindling.tink.testing;
