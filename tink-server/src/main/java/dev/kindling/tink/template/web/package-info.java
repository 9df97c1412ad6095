/** The REST door of templates: YAML in, YAML out. */
package dev.kindling.tink.template.web;
