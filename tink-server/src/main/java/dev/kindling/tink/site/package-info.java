/** Where this installation lives: its data directory, its names, the addresses of its other services. */
package dev.kindling.tink.site;
