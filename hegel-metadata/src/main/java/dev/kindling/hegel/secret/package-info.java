/** Asks for a secret on behalf of a machine; hegel itself never keeps one. */
package dev.kindling.hegel.secret;
