/** YAML 1.2 text to values that know where they stand; scalars keep their text, aliases are resolved, bombs refused. */
package dev.kindling.tink.template.yaml;
