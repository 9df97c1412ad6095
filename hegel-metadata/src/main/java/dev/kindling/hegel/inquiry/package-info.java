/** What hegel tells tink-server of one machine when a person asks. */
package dev.kindling.hegel.inquiry;
