/** A Raspberry Pi's firmware: what it says of itself, and its boot order. */
package dev.kindling.agent.board;
