/** boots-service: answers machines that want to boot. This package is the main class and the settings all doors share. */
package dev.kindling.boots;
