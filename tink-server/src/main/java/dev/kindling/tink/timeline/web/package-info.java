/** The REST door of the timeline: a machine's story, its verdict, and the stream of everything. */
package dev.kindling.tink.timeline.web;
