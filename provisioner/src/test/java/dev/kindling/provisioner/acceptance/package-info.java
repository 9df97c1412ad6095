/** What the whole suite promises, tried on real processes made from the built jars. */
package dev.kindling.provisioner.acceptance;
