package dev.kindling.tink.template;

import dev.kindling.tink.template.gotext.FunctionTable;
import dev.kindling.tink.template.gotext.Limits;
import dev.kindling.tink.template.gotext.TextTemplate;
import dev.kindling.tink.template.sprig.Sprig;

/** The language templates are written in: Go's text/template with Tinkerbell's functions. */
final class TemplateLanguage {

    private static final FunctionTable FUNCTIONS = Sprig.functions();

    private TemplateLanguage() {}

    static TextTemplate parse(String name, String text) {
        return TextTemplate.parse(name, text, Limits.DEFAULT, FUNCTIONS);
    }
}
