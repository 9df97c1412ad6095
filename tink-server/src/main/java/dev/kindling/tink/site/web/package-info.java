/** What the REST port asks of its clients before it listens to what they say. */
package dev.kindling.tink.site.web;
