/** Where this installation lies, and how it starts further processes of itself and measures them. */
package dev.kindling.provisioner.launch;
