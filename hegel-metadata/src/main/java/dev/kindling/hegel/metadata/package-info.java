/** What a machine is told of itself, in three shapes: native JSON, EC2's tree, cloud-init's NoCloud seed. Pure. */
package dev.kindling.hegel.metadata;
