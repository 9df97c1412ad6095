/** pi-simulator: virtual Raspberry Pi boards that speak the real protocols; {@code fleet} is the door. */
package dev.kindling.simulator;
