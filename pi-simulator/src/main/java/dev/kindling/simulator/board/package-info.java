/** What a virtual board is made of, and the words for how far it has come. */
package dev.kindling.simulator.board;
