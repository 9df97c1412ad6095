package dev.kindling.tink.template.sprig;

import dev.kindling.tink.template.gotext.FunctionTable;

/** The whole table. */
public final class Sprig {

    private Sprig() {}

    /** Go's functions, Sprig's and Tinkerbell's. */
    public static FunctionTable functions() {
        FunctionTable.Builder table = FunctionTable.builtin().extended();
        Texts.addTo(table);
        Words.addTo(table);
        Lists.addTo(table);
        Slices.addTo(table);
        Dictionaries.addTo(table);
        Defaults.addTo(table);
        Numbers.addTo(table);
        Decimals.addTo(table);
        Encodings.addTo(table);
        Json.addTo(table);
        Regexes.addTo(table);
        Paths.addTo(table);
        Urls.addTo(table);
        Versions.addTo(table);
        Durations.addTo(table);
        Tinkerbell.addTo(table);
        return table.build();
    }
}
