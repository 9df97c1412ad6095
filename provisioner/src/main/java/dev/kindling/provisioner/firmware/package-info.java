/** Boot files of boards: brought in from where they come from, checked, kept by version. */
package dev.kindling.provisioner.firmware;
