/** Which boot of which board is going on, and the files generated for it: config.txt and cmdline.txt. */
package dev.kindling.boots.boot;
