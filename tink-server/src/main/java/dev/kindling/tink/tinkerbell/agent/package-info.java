/** Today's Tinkerbell agents: what they say of their boards, and rules by which a board without work is given some. */
package dev.kindling.tink.tinkerbell.agent;
