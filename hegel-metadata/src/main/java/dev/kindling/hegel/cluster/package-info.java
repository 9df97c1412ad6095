/** What a member is told of its cluster, worked out from the documents of all members. Pure. */
package dev.kindling.hegel.cluster;
