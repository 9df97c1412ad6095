/**
 * The template language: Go's text/template with missing keys as errors, and nothing that reaches outside its data.
 *
 * <p>Semantics and error texts are those of Go 1.19 (the tests' expectations come from it), with these differences. Whole numbers in
 * the data are ints, not floats, so {@code 1000000} prints as written. Ranging over an int and {@code else with} work as in newer Go.
 * Not implemented: complex numbers. Output, steps and nesting have limits, so that no template can hold up the server. What Tinkerbell
 * adds is in {@code template.sprig}.
 */
package dev.kindling.tink.template.gotext;
