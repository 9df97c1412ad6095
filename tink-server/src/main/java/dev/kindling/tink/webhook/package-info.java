/** Events pushed to other people's servers: in order, signed, tried again, and given up with an event. */
package dev.kindling.tink.webhook;
