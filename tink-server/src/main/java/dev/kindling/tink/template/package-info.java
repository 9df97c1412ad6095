/** A recipe: Tinkerbell's template YAML, Go's text/template in it, and the plan that comes out. */
package dev.kindling.tink.template;
