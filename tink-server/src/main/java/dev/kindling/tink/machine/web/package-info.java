/** The REST door of machines. */
package dev.kindling.tink.machine.web;
