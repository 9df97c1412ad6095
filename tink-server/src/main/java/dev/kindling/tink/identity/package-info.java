/** Who may do what: tokens and roles of people, and the audit of what they changed. */
package dev.kindling.tink.identity;
