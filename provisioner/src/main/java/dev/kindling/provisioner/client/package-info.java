/** The verbs that speak REST to a running Kindling: plain picocli and the JDK's HttpClient. */
package dev.kindling.provisioner.client;
