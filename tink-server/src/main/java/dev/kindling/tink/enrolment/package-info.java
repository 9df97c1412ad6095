/** How a board proves which boot it is and gets its session: a nonce, used once. */
package dev.kindling.tink.enrolment;
