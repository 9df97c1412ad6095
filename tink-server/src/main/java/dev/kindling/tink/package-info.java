/** tink-server: the source of truth. This package is the main class only. */
package dev.kindling.tink;
