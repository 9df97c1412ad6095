/** Questions about one machine that only boots or hegel can answer, and where they stay open for them. */
package dev.kindling.tink.inquiry;
