/**
 * The files a board may read: who asks, what its tree holds, where the bytes are. One chain for every door that serves
 * boot files.
 */
package dev.kindling.boots.content;
