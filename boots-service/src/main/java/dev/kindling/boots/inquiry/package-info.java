/** What boots tells tink-server of one machine when a person asks: the packets it kept, and what it would send. */
package dev.kindling.boots.inquiry;
