/** hegel-metadata: tells a machine about itself. This package is the main class only. */
package dev.kindling.hegel;
