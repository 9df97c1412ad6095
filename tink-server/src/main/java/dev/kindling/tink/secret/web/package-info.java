/** The REST door of secrets; values go in and never come out. */
package dev.kindling.tink.secret.web;
