/**
 * The functions that Tinkerbell adds to Go's: Sprig v3's repeatable ones, and its own four.
 *
 * <p>What a template gets depends on its data alone, so Sprig's environment, network, random, date, key and certificate functions are not
 * here. Results and messages are Sprig 3.2.3's (the tests' expectations come from it), except: whole numbers are ints wherever they
 * come from, {@code fromJson} and {@code fromYaml} included; {@code keys} and {@code values} come sorted; a text cut inside a character
 * has the replacement character there.
 */
package dev.kindling.tink.template.sprig;
