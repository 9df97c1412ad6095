/** The main job on virtual boards: services, sample, power, progress, and the verdict. */
package dev.kindling.provisioner.demo;
